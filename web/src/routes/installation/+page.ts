import { listAccounts } from '#contract/accounts';
import { listInstallationClubs } from '#contract/clubs';
import { listAllCoordinators } from '#contract/overview';
import { call } from '#lib/api.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ depends }) => {
  depends('installation:coordinators');
  const [clubsHere, accounts, coordinators] = await Promise.all([
    call(listInstallationClubs),
    call(listAccounts),
    call(listAllCoordinators),
  ]);
  return { clubsHere, accounts, coordinators };
};
