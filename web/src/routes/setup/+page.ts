import { redirect } from '@sveltejs/kit';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ parent }) => {
  const { who } = await parent();
  if (!who.needsSetup) redirect(307, '/');
};
