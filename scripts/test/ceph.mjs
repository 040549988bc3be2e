import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commandLine, run } from '../start/commands.mjs';
import { Plain } from '../start/terminal.mjs';

const SCRIPT = 'scripts/s3-ceph.sh';
const FOLDER = /^video-club-ceph-(\d+)-/;

/**
 * Starts one Ceph for all suites and returns the TEST_S3_* that name it. Ends first those of runs that were killed.
 * @param {AbortSignal} signal
 */
export async function startCeph(signal) {
  for (const name of readdirSync(tmpdir())) {
    const owner = FOLDER.exec(name)?.[1];
    if (owner && commandLine(Number(owner)) === '') await stop(join(tmpdir(), name));
  }
  const folder = mkdtempSync(join(tmpdir(), `video-club-ceph-${process.pid}-`));
  try {
    const { code, output } = await run(SCRIPT, ['start', folder], { signal });
    if (code !== 0) throw new Plain('Ceph no arrancó.', 'Ceph did not start.', output.trim());
    return {
      env: Object.fromEntries(
        [...output.matchAll(/^(S3_\w+)=(.*)$/gm)].map(([, name, value]) => [`TEST_${name}`, value]),
      ),
      stop: () => stop(folder),
    };
  } catch (error) {
    await stop(folder);
    throw error;
  }
}

/** @param {string} folder */
async function stop(folder) {
  await run(SCRIPT, ['stop', folder]);
  rmSync(folder, { recursive: true, force: true });
}
