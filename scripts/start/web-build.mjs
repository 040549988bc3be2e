import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, run } from './commands.mjs';
import { Plain, say } from './terminal.mjs';

const GENERATED =
  /^web\/(build|node_modules|\.svelte-kit|src\/lib\/paraglide|project\.inlang\/(?!settings\.json))/;
const BUILT = join(ROOT, 'web', 'build', 'index.html');
const STAMP = join(ROOT, 'node_modules', '.video-club-web-build');

/**
 * Builds the web unless the last build came from these very files.
 * @param {AbortSignal} [signal]
 */
export async function ensureWebBuild(signal) {
  const print = fingerprint();
  if (existsSync(BUILT) && existsSync(STAMP) && readFileSync(STAMP, 'utf8') === print) return;
  say('Construyendo las páginas: medio minuto…', 'Building the pages: half a minute…');
  const { code, output } = await run('npm', ['run', 'build', '--silent'], { signal });
  if (code !== 0)
    throw new Plain(
      'No se pudieron construir las páginas; arriba está el detalle.',
      'The pages could not be built; the details are above.',
      output.trim(),
    );
  writeFileSync(STAMP, print);
}

/** Contents, not times: a checkout touches files without changing them. */
function fingerprint() {
  const hash = createHash('sha256');
  const sources = [
    ...filesUnder('web'),
    ...filesUnder('server').filter((file) => file.endsWith('/contract.ts')),
  ];
  for (const file of [...sources, 'package.json', 'package-lock.json'].sort())
    hash.update(`${file}\0`).update(readFileSync(join(ROOT, file)));
  return hash.digest('hex');
}

/** @param {string} folder @returns {string[]} paths from the root, without what building makes */
function filesUnder(folder) {
  return readdirSync(join(ROOT, folder), { encoding: 'utf8', recursive: true })
    .map((name) => join(folder, name))
    .filter((file) => !GENERATED.test(file) && statSync(join(ROOT, file)).isFile());
}
