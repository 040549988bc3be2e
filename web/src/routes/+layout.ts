import { redirect } from '@sveltejs/kit';
import { whoAmI } from '#contract/accounts';
import { listClubs } from '#contract/clubs';
import { call } from '#lib/api.ts';
import type { LayoutLoad } from './$types';

export const ssr = false;

/** Open to whoever is not signed in. */
const open = ['/sign-in', '/setup', '/invite/[token]', '/reset/[token]'];

export const load: LayoutLoad = async ({ depends, route, url, untrack }) => {
  depends('app:session');
  // On its way before the room itself, which is half as large, has come and asked for it.
  if (untrack(() => route.id) === '/clubs/[clubId]/episodes/[episodeId]')
    void import('#lib/player/engine.ts');
  const who = await call(whoAmI);
  const { id, path }: { id: string | null; path: string } = untrack(() => ({
    id: route.id,
    path: url.pathname + url.search,
  }));
  if (who.needsSetup && id !== '/setup') redirect(307, '/setup');
  if (!who.account && id && !open.includes(id)) {
    redirect(307, path === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(path)}`);
  }
  return { who, clubs: who.account ? await call(listClubs) : { clubs: [], waiting: [] } };
};
