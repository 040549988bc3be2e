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
  const { id, path }: { id: string | null; path: string } = untrack(() => ({
    id: route.id,
    path: url.pathname + url.search,
  }));
  const mayBeOut = !id || open.includes(id);
  // Asked for together; whether somebody is signed in decides which answer counts.
  const asked = mayBeOut ? undefined : call(listClubs);
  asked?.catch(() => {});
  const who = await call(whoAmI);
  if (who.needsSetup && id !== '/setup') redirect(307, '/setup');
  if (!who.account && !mayBeOut) {
    redirect(307, path === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(path)}`);
  }
  return { who, clubs: who.account ? await (asked ?? call(listClubs)) : { clubs: [], waiting: [] } };
};
