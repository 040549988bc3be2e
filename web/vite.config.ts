import { fileURLToPath } from 'node:url';
import { compile, paraglideVitePlugin } from '@inlang/paraglide-js';
import adapter from '@sveltejs/adapter-static';
import { sveltekit } from '@sveltejs/kit/vite';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig } from 'vite';
import { leanContract } from './lean-contract.ts';
import { leanVideo } from './lean-video.ts';
import { routeCode } from './route-code.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

const messages = {
  project: here('./project.inlang'),
  outdir: here('./src/lib/paraglide'),
  // The layout overwrites getLocale with the reader's choice; without it, Spanish.
  strategy: ['baseLocale' as const],
  // One module per message: a page carries only the sentences it says.
  outputStructure: 'message-modules' as const,
  cleanOutdir: false,
  emitGitIgnore: false,
  emitPrettierIgnore: false,
};

export default defineConfig(async ({ command }) => {
  // `svelte-kit sync` reads this file without building, and the type check needs the messages as functions.
  if (command === 'build') await compile(messages);
  return {
    root: here('.'),
    // Parts of video.js that nothing here needs, a sixth of what the room fetches.
    resolve: {
      alias: {
        'mpd-parser': here('./src/lib/player/no-dash.ts'),
        'videojs-vtt.js': here('./src/lib/player/no-vtt.ts'),
      },
    },
    plugins: [
      leanContract(),
      leanVideo(),
      routeCode(here('./src/routes'), {
        '/clubs/[clubId]/episodes/[episodeId]': here('./src/lib/player/engine.ts'),
      }),
      tailwindcss(),
      ...(command === 'serve' ? [paraglideVitePlugin(messages)] : []),
      sveltekit({
        adapter: adapter({
          pages: here('./build'),
          assets: here('./build'),
          fallback: 'index.html',
          precompress: true,
        }),
      }),
    ],
    build: {
      // A sentence is a function and nothing else: with that said, each page takes along only its own.
      rolldownOptions: {
        treeshake: { moduleSideEffects: [{ test: /\/lib\/paraglide\/messages/, sideEffects: false }] },
        // Few files: on a school's network each one costs more than its bytes. What the page says of itself (its version) is
        // a file apart: the modules of SvelteKit that read it have to begin after it was said.
        output: {
          codeSplitting: {
            groups: [
              { name: 'payload', test: /\/runtime\/client\/payload\.js$/, priority: 1 },
              { name: 'base', test: /node_modules\/svelte\/|\/server\/[^/]+\/contract\.ts/ },
              {
                name: 'shared',
                test: /\/src\/lib\/(?!player|cut|chart|wording|upload|paraglide)|@lucide/,
                minShareCount: 2,
              },
              { name: 'words', test: /\/lib\/paraglide\//, minShareCount: 2 },
            ],
          },
        },
      },
    },
    server: {
      host: '127.0.0.1',
      // `API=http://127.0.0.1:<port>` names a running server.
      proxy: { '/api': { target: process.env.API ?? 'http://127.0.0.1:3000', changeOrigin: false } },
    },
  };
});
