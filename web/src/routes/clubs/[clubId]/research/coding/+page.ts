import { deskSources, getDesk } from '#contract/blind';
import { call } from '#lib/api.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ params, url }) => {
  const asked = url.searchParams.get('source');
  const source = deskSources.find((one) => one === asked) ?? 'blind';
  return { source, desk: await call(getDesk, { params, query: { source } }) };
};
