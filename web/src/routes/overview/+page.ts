import { listOverviews } from '#contract/overview';
import { call } from '#lib/api.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async () => ({ overviews: await call(listOverviews) });
