import type { Plugin } from 'vite';

/** What of video.js plays; everything else that registers itself is drawn, and the room draws its own. */
const kept = new Set(['Component', 'Tech', 'MediaLoader', 'Player']);

/**
 * video.js comes as one file in which each button and menu registers itself, so that no bundler can tell which of them
 * nobody uses. Without these registrations, and what they write on their prototypes, they go; and so does the worker that
 * decrypts, which nothing here needs: 20 kB gzip of the room.
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
        const decrypter = /^const workerCode = transform[^]*?^\}\)\);$/m;
        if (unused.length === 0 || !decrypter.test(code))
          throw new Error('this video.js is put together in another way');
        const written = `^ *(?:${unused.join('|')})\\.prototype\\.(?:.*;$|[^]*?^\\}\\)?;$)`;
        return {
          code: code
            .replace(registration, (whole, name: string) => (kept.has(name) ? whole : ''))
            .replace(new RegExp(written, 'gm'), '')
            .replace(decrypter, "const workerCode = '';"),
          map: null,
        };
      },
    },
  };
}
