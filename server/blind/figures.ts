import { alpha, kappa } from '../coding/agreement.ts';
import { hows, whats } from '../coding/contract.ts';
import type { Agreement, Axis, Together } from './contract.ts';
import type { Pair } from './pairing.ts';

/** Below this many pairs a coefficient says nothing. */
const fewestPairs = 10;
const codesOf: Record<Axis, readonly string[]> = { what: whats, how: hows };

/**
 * How two sides agree on an axis: counts and prevalence always, kappa and nominal alpha from ten pairs on. Where one
 * side gave a single code throughout, kappa is 0 by construction and says nothing: it is not told.
 */
export function agreementOf(pairs: readonly Pair[], open: number, axis: Axis): Agreement {
  const codes = codesOf[axis];
  const table = codes.map((a) =>
    codes.map((b) => pairs.filter(({ one, other }) => one === a && other === b).length),
  );
  const prevalence = codes.map((code) => ({
    code,
    one: pairs.filter(({ one }) => one === code).length,
    other: pairs.filter(({ other }) => other === code).length,
  }));
  const constant = prevalence.some(({ one, other }) => one === pairs.length || other === pairs.length);
  const few = tooFew(pairs.length);
  const values = pairs.map(({ one, other }) => [codes.indexOf(one), codes.indexOf(other)]);
  return {
    n: pairs.length,
    agreed: pairs.filter(({ one, other }) => one === other).length,
    open,
    prevalence,
    kappa: few || constant ? null : (kappa(table)?.kappa ?? null),
    alpha: few ? null : alpha(values),
    why: few ?? (constant ? 'constant' : null),
  };
}

/** Alpha of any number of coders over the comments that at least two of them coded on an axis. */
export function togetherOf(units: readonly (readonly string[])[], axis: Axis): Together {
  const codes = codesOf[axis];
  const values = units
    .filter(({ length }) => length > 1)
    .map((unit) => unit.map((code) => codes.indexOf(code)));
  const few = tooFew(values.length);
  const value = few ? null : alpha(values);
  return { n: values.length, alpha: value, why: few ?? (value === null ? 'constant' : null) };
}

function tooFew(n: number) {
  return n === 0 ? 'none' : n < fewestPairs ? 'few' : null;
}
