import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

/** What of video.js plays; everything else that registers itself is drawn, and the room draws its own. */
const kept = new Set(['Component', 'Tech', 'MediaLoader', 'Player']);

/** Other parts that nothing here calls, but that are named where a bundler cannot see it. */
const uncalled = /^class (DashPlaylistLoader|SpatialNavigation) [^]*?^\}$/gm;

const fragments = fileURLToPath(new URL('./src/lib/player/fragments.ts', import.meta.url));

/**
 * video.js comes as one file in which each button and menu registers itself, so that no bundler can tell which of them
 * nobody uses. Without these registrations, and what they write on their prototypes, they go. So do its two workers: the
 * one that decrypts, which nothing here needs, and the one that takes streams apart, in whose place ours stands.
 */
export function leanVideo(): Plugin {
  return {
    name: 'lean-video',
    enforce: 'pre',
    transform: {
      filter: { id: /\/video\.js\/dist\/video\.es\.js/ },
      handler(code) {
        const registration = /^Component\$1\.registerComponent\('(\w+)', (\w+)\);$/gm;
        const unused = [...code.matchAll(registration)].flatMap(([, name = '', own = '']) =>
          kept.has(name) ? [] : own,
        );
        const workers = /^const workerCode(\$1)? = transform[^]*?^\}\)\);$/gm;
        const streams = /^var TransmuxWorker = .*$/m;
        const found = [workers, uncalled].every((parts) => code.match(parts)?.length === 2);
        if (unused.length === 0 || !found || !streams.test(code))
          throw new Error('this video.js is put together in another way');
        const written = `^ *(?:${unused.join('|')})\\.prototype\\.(?:.*;$|[^]*?^\\}\\)?;$)`;
        return {
          code: code
            .replace(registration, (whole, name: string) => (kept.has(name) ? whole : ''))
            .replace(new RegExp(written, 'gm'), '')
            .replace(uncalled, 'class $1 {}')
            .replace(workers, (_whole, which = '') => `const workerCode${which} = '';`)
            .replace(streams, `import { Fragments as TransmuxWorker } from ${JSON.stringify(fragments)};`),
          map: null,
        };
      },
    },
  };
}
