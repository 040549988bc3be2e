import { listInvitations } from '#contract/clubs';
import { call } from '#lib/api.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ depends, params, parent }) => {
  depends('club:invitations');
  const { club } = await parent();
  const steers = club.role === 'mediator' && !club.archivedAt;
  return { invitations: steers ? await call(listInvitations, { params }) : [] };
};
