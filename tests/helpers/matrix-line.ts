import { type Rule, rules } from '../../server/clubs/contract.ts';
import type { Scene } from './scene.ts';

/** Who tries each route; see `cast`. The teacher presents the episode and wrote the comment. */
export const actors = [
  'anonymous',
  'expired',
  'stranger',
  'removed',
  'waiting',
  'first',
  'coordinator',
  'guest',
  'colleague',
  'teacher',
  'mediator',
] as const;
export type Actor = (typeof actors)[number];

type Try = { path: string; body?: unknown; headers?: Record<string, string> };
export type Line = {
  access: Rule | 'anyone' | 'account' | 'firstAccount';
  try: (scene: Scene) => Try;
  /** What members get whom the rule leaves out, where it is not 403. */
  denied?: number;
  /** What those get whom the rule lets in, where the honest answer is one that refusals have too. */
  answer?: number;
};

const json = { 'content-type': 'application/json' };
export const at = (path: string, body?: unknown): Try =>
  body === undefined ? { path } : { path, body: JSON.stringify(body), headers: json };
export const line = (access: Line['access'], make: (scene: Scene) => Try, denied?: number): Line => ({
  access,
  try: make,
  ...(denied ? { denied } : {}),
});
/** The status a denied actor must get, or null where the rules let the actor in. */
export function refusal({ access, denied = 403 }: Line, actor: Actor): number | null {
  const signedOut = actor === 'anonymous' || actor === 'expired';
  if (access === 'anyone') return null;
  if (signedOut) return 401;
  if (access === 'account') return null;
  if (access === 'firstAccount') return actor === 'first' ? null : 403;
  if (['stranger', 'removed', 'waiting', 'first', 'coordinator'].includes(actor)) return 404;
  const allowed: readonly string[] = rules[access];
  const roles = {
    guest: ['guest'],
    colleague: ['teacher'],
    teacher: ['teacher', 'owner'],
    mediator: ['mediator'],
  };
  return roles[actor as keyof typeof roles].some((role) => allowed.includes(role)) ? null : denied;
}
