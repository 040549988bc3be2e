import { redirect } from '@sveltejs/kit';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ parent, url }) => {
  const next = url.searchParams.get('next') ?? '/';
  const { who } = await parent();
  // Only to a page of ours: `//elsewhere` is another site.
  if (who.account) redirect(307, /^\/(?![/\\])/.test(next) ? next : '/');
  return { next };
};
