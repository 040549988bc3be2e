import { listSessions } from '#contract/accounts';
import { call } from '#lib/api.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ depends }) => {
  depends('account:sessions');
  return { sessions: await call(listSessions) };
};
