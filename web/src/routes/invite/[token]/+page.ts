import { previewInvitation } from '#contract/clubs';
import { call } from '#lib/api.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ params }) => ({
  invitation: await call(previewInvitation, { params }),
});
