import { expect, test } from '@playwright/test';
import { openBrowser, password, say, signIn } from '../helpers/browser.ts';
import { type Product, runScript, startProduct } from '../helpers/product.ts';

let product: Product;
test.beforeAll(async () => {
  product = await startProduct({ DEMO_PASSWORD: password });
  await runScript(product, 'scripts/make-demo.ts');
});
test.afterAll(() => product.stop());

test('a removed member loses pages, video and live updates while watching', async ({ browser }) => {
  const jorge = await openBrowser(browser, product);
  await signIn(jorge, 'jorge@example.org');
  await jorge.getByRole('link', { name: 'Club Escuela Los Aromos' }).first().click();
  await jorge.waitForURL(/\/clubs\/[0-9a-f-]{36}$/);
  const club = new URL(jorge.url()).pathname;
  await jorge.goto(`${club}/episodes`);
  // The worker is drawing and preparing the clips meanwhile: the first one that can be watched will do.
  const episode = jorge.locator('article h3 a').first();
  await expect(episode).toBeVisible({ timeout: 120_000 });
  const media = jorge.waitForResponse(/\/media\/\d+\/\w+\.mp4/);
  await episode.click();
  const mediaUrl = (await media).url();
  const video = jorge.locator('video');
  await expect
    .poll(() => video.evaluate((element: HTMLVideoElement) => element.readyState))
    .toBeGreaterThan(1);
  expect((await jorge.request.get(mediaUrl)).status()).toBe(200);

  const patricia = await openBrowser(browser, product);
  await signIn(patricia, 'patricia@example.org');
  await patricia.goto(`${club}/people`);
  await patricia
    .getByRole('button', { name: say('people_more', { name: 'Jorge Vergara Painemal' }) })
    .click();
  await patricia.getByRole('menuitem', { name: say('people_remove') }).click();
  await patricia
    .getByRole('dialog')
    .getByRole('button', { name: say('people_remove') })
    .click();

  await expect(jorge.getByText(say('app_gone_title'))).toBeVisible();
  await expect(jorge.locator('video')).toHaveCount(0);
  expect((await jorge.request.get(mediaUrl)).status()).toBe(404);
  await jorge.goto(`${club}/episodes`);
  await expect(jorge.getByText(say('problem_club_not_found'))).toBeVisible();
});
