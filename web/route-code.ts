import { dirname, relative } from 'node:path';
import type { Plugin, Rolldown } from 'vite';

/**
 * Writes which files each page of `routes` begins with into `_app/routes.json`: `{ "/clubs/[clubId]": ["_app/…js"] }`, so
 * that the server can name them in its first answer; the browser would learn of them round trip by round trip. `later`
 * is what a page will fetch by itself, and needs at once.
 */
export function routeCode(routes: string, later: Record<string, string>): Plugin {
  return {
    name: 'route-code',
    apply: 'build',
    applyToEnvironment: ({ name }) => name === 'client',
    generateBundle(_options, bundle) {
      const chunks = Object.values(bundle).filter((file) => file.type === 'chunk');
      const modules = chunks.flatMap(({ moduleIds }) => moduleIds);
      const pages = modules.filter((id) => id.startsWith(routes) && id.endsWith('/+page.svelte'));
      // Backwards by name, a word comes before a placeholder: `new` before `[clubId]`.
      const source = Object.fromEntries(
        pages
          .toSorted()
          .toReversed()
          .map((page) => {
            const route = `/${relative(routes, dirname(page))}`;
            // SvelteKit fetches the page of errors with each layout.
            const around = modules.filter(
              (id) => /\/\+(layout|error)\.svelte$/.test(id) && page.startsWith(`${dirname(id)}/`),
            );
            const files = new Set(
              [page, later[route] ?? [], around].flat().flatMap((id) => filesOf(chunks, id)),
            );
            return [route, [...files]];
          }),
      );
      this.emitFile({ type: 'asset', fileName: '_app/routes.json', source: JSON.stringify(source) });
    },
  };
}

/** The file that holds a module, its styles, and all that it imports. */
function filesOf(chunks: Rolldown.OutputChunk[], module: string): string[] {
  const files = new Set<string>();
  const add = (chunk: Rolldown.OutputChunk | undefined) => {
    if (!chunk || files.has(chunk.fileName)) return;
    for (const file of [chunk.fileName, ...(chunk.viteMetadata?.importedCss ?? [])]) files.add(file);
    for (const name of chunk.imports) add(chunks.find(({ fileName }) => fileName === name));
  };
  add(chunks.find(({ moduleIds }) => moduleIds.includes(module)));
  return [...files];
}
