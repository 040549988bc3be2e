import type { ESTree, Plugin } from 'vite';

/** What the browser needs of an endpoint: it is the server that holds shapes and rules to account. */
const kept = new Set(['method', 'path']);

/**
 * Leaves of the contracts what `call` uses: endpoints lose their shapes, and a shape that nobody else uses goes. So
 * neither they nor zod travel to a phone. Types are checked before, on the whole.
 */
export function leanContract(): Plugin {
  return {
    name: 'lean-contract',
    apply: 'build',
    enforce: 'pre',
    transform: {
      filter: { id: /\/server\/[^/]+\/contract\.ts$/ },
      handler(code) {
        const given = this.parse(code, { lang: 'ts' }).body.flatMap(valuesOf);
        const leaner = given.reduceRight(
          (text, value) => text.slice(0, value.start) + lean(value, code) + text.slice(value.end),
          code,
        );
        return { code: leaner, map: null };
      },
    },
  };
}

/** What the constants of a file are set to. */
function valuesOf(statement: ESTree.Statement): ESTree.Expression[] {
  const declared = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
  if (declared?.type !== 'VariableDeclaration') return [];
  return declared.declarations.flatMap(({ init }) => init ?? []);
}

function lean(value: ESTree.Expression, code: string): string {
  const own = ({ start, end }: { start: number; end: number }) => code.slice(start, end);
  // Whatever is made here is only itself, so it may go where nobody asks for it.
  if (value.type !== 'CallExpression' || own(value.callee) !== 'endpoint')
    return `/* @__PURE__ */ (() => (${own(value)}))()`;
  const [given] = value.arguments;
  const parts = given?.type === 'ObjectExpression' ? given.properties : [];
  const used = parts.filter((part) => part.type === 'Property' && kept.has(own(part.key)));
  if (used.length !== kept.size) throw new Error('an endpoint is written in another way');
  return `{ ${used.map(own).join(', ')} }`;
}
