import { expect, type Page, test } from '@playwright/test';
import { openBrowser, signIn } from '../helpers/browser.ts';
import { type Product, startProduct } from '../helpers/product.ts';
import { openRoom, video } from '../helpers/room.ts';

let product: Product;
let room: string;
test.beforeAll(async ({ browser }) => {
  product = await startProduct();
  ({ room } = await openRoom(browser, product));
});
test.afterAll(() => product.stop());

const picture = (page: Page) =>
  expect
    .poll(() => video(page).evaluate((element: HTMLVideoElement) => element.readyState))
    .toBeGreaterThan(1);

/** Notes when there was a picture, and whether the first thing drawn had the typeface. */
function note() {
  document.addEventListener('loadeddata', () => performance.mark('picture'), { capture: true, once: true });
  document.addEventListener('DOMContentLoaded', () =>
    performance.mark('drawn', { detail: 'typeface' in document.documentElement.dataset }),
  );
}

const noted = (page: Page, name: string) =>
  page.evaluate((name) => {
    const [mark] = performance.getEntriesByName(name) as PerformanceMark[];
    return { at: mark?.startTime ?? Infinity, detail: mark?.detail as unknown };
  }, name);

/** What was fetched so far, in the order in which it was asked for. */
const fetched = (page: Page) =>
  page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .map(({ name, startTime }) => ({ path: new URL(name).pathname, startTime })),
  );

test('the page names all the code that it begins with, and tells the browser what a page may do', async ({
  browser,
}) => {
  const page = await openBrowser(browser, product);
  await page.addInitScript(note);
  await signIn(page, 'ana@escuela.test');
  const club = room.replace(/\/episodes.*/, '');
  for (const path of [room, `${club}/meetings`, '/account']) {
    const answer = await page.goto(path);
    if (path === room) await picture(page);
    else await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    const names = [...((await answer?.text()) ?? '').matchAll(/href="(\/_app\/[^"]+)"/g)].map(
      ([, name]) => name,
    );
    const { at } = await noted(page, 'picture');
    const code = (await fetched(page)).filter(
      ({ path, startTime }) => /^\/_app\/.*\.(js|css)$/.test(path) && startTime < at,
    );
    expect(code.length).toBeGreaterThan(15);
    expect(code.filter(({ path }) => !names.includes(path))).toEqual([]);
    for (const name of new Set(names)) expect((await page.request.get(name ?? '')).status()).toBe(200);

    const headers = answer?.headers() ?? {};
    expect(headers['content-encoding']).toBe('br');
    expect(headers['content-security-policy']).toMatch(/^default-src 'none';script-src 'self' 'sha256-/);
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(headers['permissions-policy']).toContain('camera=()');
    expect(headers['referrer-policy']).toBe('no-referrer');
    for (const path of [names[0] ?? '', '/api/auth/session']) {
      const headers = (await page.request.get(path)).headers();
      expect(headers['content-security-policy']).toBe("default-src 'self';frame-ancestors 'none'");
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['cross-origin-resource-policy']).toBe('same-origin');
    }
  }
});

test('the page of the API is a page too', async ({ browser }) => {
  const page = await openBrowser(browser, product);
  const answer = await page.goto('/api/docs');
  expect(answer?.headers()['content-security-policy']).toContain("default-src 'none'");
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Video Club API');
  // Its styles are let through.
  await expect(page.locator('main')).not.toHaveCSS('max-width', 'none');
});

test('on a poor link the picture comes before the typeface, which is there at once from then on', async ({
  browser,
}) => {
  const signedIn = await openBrowser(browser, product);
  await signIn(signedIn, 'ana@escuela.test');
  const page = await openBrowser(browser, product);
  await page.context().addCookies(await signedIn.context().cookies());
  const devtools = await page.context().newCDPSession(page);
  const poor = { offline: false, latency: 150, downloadThroughput: 125_000, uploadThroughput: 125_000 };
  await devtools.send('Network.emulateNetworkConditions', poor);
  await page.addInitScript(note);
  await page.goto(room);
  await picture(page);
  await expect
    .poll(async () => (await fetched(page)).filter(({ path }) => path.endsWith('.woff2')).length)
    .toBeGreaterThan(0);
  const all = await fetched(page);
  const font = all.find(({ path }) => path.endsWith('.woff2'));
  expect(font?.startTime).toBeGreaterThanOrEqual((await noted(page, 'picture')).at);
  expect((await noted(page, 'drawn')).detail).toBe(false);
  // Asked for once each: what was asked ahead is what the engine takes.
  const playlists = all.flatMap(({ path }) => /[^/]+\.m3u8$/.exec(path)?.[0] ?? []);
  expect(playlists.toSorted()).toEqual(['240.m3u8', 'master.m3u8']);

  await page.reload();
  await picture(page);
  expect((await noted(page, 'drawn')).detail).toBe(true);
});
