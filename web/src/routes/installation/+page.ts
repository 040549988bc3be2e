import { listAccounts } from '#contract/accounts';
import { listInstallationClubs } from '#contract/clubs';
import { call } from '#lib/api.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async () => {
  const [clubsHere, accounts] = await Promise.all([call(listInstallationClubs), call(listAccounts)]);
  return { clubsHere, accounts };
};
