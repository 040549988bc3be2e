import { readFile } from 'node:fs/promises';
import { expect, type Page, test } from '@playwright/test';
import { parse } from 'csv-parse/sync';
import { expectAccessible, openBrowser, password, say, signIn } from '../helpers/browser.ts';
import { type Product, runScript, startProduct } from '../helpers/product.ts';

let product: Product;
test.beforeAll(async () => {
  product = await startProduct({ DEMO_PASSWORD: password });
  await runScript(product, 'scripts/make-demo.ts');
});
test.afterAll(() => product.stop());

/** From the club's shift, as somebody who is looking for it would. */
async function openResearch(page: Page, email: string) {
  await signIn(page, email);
  await page.getByRole('link', { name: 'Club Escuela Los Aromos' }).first().click();
  await page.waitForURL(/\/clubs\/[0-9a-f-]{36}$/);
  await page.goto(`${new URL(page.url()).pathname}/shift`);
  await page.getByRole('link', { name: say('research_title') }).click();
  await expect(page.getByRole('heading', { name: say('research_title'), level: 1 })).toBeVisible();
}

test('a teacher says yes, and the mediator’s table has that one person in it', async ({ browser }) => {
  const ana = await openBrowser(browser, product, { width: 360, height: 740 });
  const patricia = await openBrowser(browser, product);

  await openResearch(patricia, 'patricia@example.org');
  await expect(patricia.getByText(say('research_out_nobody'))).toBeVisible();
  await expectAccessible(patricia, 'research, nobody agreed');

  await openResearch(ana, 'ana@example.org');
  await expect(ana.getByText(say('research_out'), { exact: true })).toHaveCount(0);
  await expectAccessible(ana, 'research, a teacher before answering');
  await ana.getByRole('button', { name: say('research_yes') }).click();
  const answered = ana.getByText(/En las descargas usted es P-/);
  await expect(answered).toBeVisible();
  const [pseudonym = ''] = /P-[0-9A-Z]{4}/.exec((await answered.textContent()) ?? '') ?? [];
  await expectAccessible(ana, 'research, a teacher who agreed');
  expect(await ana.evaluate(() => document.documentElement.scrollWidth > innerWidth)).toBe(false);

  await patricia.reload();
  const link = patricia.getByRole('link', {
    name: say('research_download_of', { what: say('research_csv') }),
  });
  await expect(link).toBeVisible();
  await expectAccessible(patricia, 'research, one agreed');
  const [download] = await Promise.all([patricia.waitForEvent('download'), link.click()]);
  expect(download.suggestedFilename()).toBe('video-club-comments.csv');
  const rows = parse<Record<string, string>>(await readFile(await download.path(), 'utf8'), {
    columns: true,
    bom: true,
  });
  expect(rows.length).toBeGreaterThan(10);
  expect(new Set(rows.map(({ author }) => author))).toEqual(new Set([pseudonym]));

  await test.step('formats of a video wait until an episode is chosen', async () => {
    const eaf = patricia.getByRole('link', {
      name: say('research_download_of', { what: say('research_eaf') }),
    });
    await expect(eaf).toHaveCount(0);
    await patricia.getByLabel(say('research_of')).selectOption({ index: 1 });
    const [file] = await Promise.all([patricia.waitForEvent('download'), eaf.click()]);
    expect(file.suggestedFilename()).toMatch(/^video-club-episode-\d+\.eaf$/);
    expect(await readFile(await file.path(), 'utf8')).toContain(`TIER_ID="${pseudonym}"`);
  });

  await test.step('taking it back leaves nothing to download', async () => {
    await ana.getByRole('button', { name: say('research_take_back') }).click();
    await expect(ana.getByText(say('research_not_agreed'))).toBeVisible();
    await patricia.reload();
    await expect(patricia.getByText(say('research_out_nobody'))).toBeVisible();
  });
});
