// How many bytes leave a phone for five minutes of a forty-minute lesson in 1080p, chosen on the upload page by a real
// browser, against the whole recording. Shrinking is done on `--shrunk` seconds and reckoned up to five minutes: encoding
// all of them takes a machine without a video chip a quarter of an hour. Needs a built web.
// Run: node scripts/bench/cut-bytes.ts [--shrunk 20]
import { stat } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { chromium, type Page } from '@playwright/test';
import type { createEpisode } from '../../server/episodes/contract.ts';
import type { z } from 'zod';
import { openBrowser, say, signIn } from '../../tests/helpers/browser.ts';
import startTestPostgres from '../../tests/helpers/postgres.ts';
import { startProduct } from '../../tests/helpers/product.ts';
import { phoneClip } from './long-clips.ts';
import { makeClub, teacher } from './playable.ts';

const { values } = parseArgs({ options: { shrunk: { type: 'string', default: '20' } } });
const partSeconds = 5 * 60;
const recording = await phoneClip(40 * 60);
const { size: wholeBytes } = await stat(recording);

const stopPostgres = await startTestPostgres();
const product = await startProduct();
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
});
try {
  const clubId = await makeClub(product.env.DATABASE_URL);
  const page = await openBrowser(browser, product);
  // A link on which shrinking is worth it: 1 Mbit/s.
  await page.addInitScript(() =>
    localStorage.setItem('upload-pace', JSON.stringify({ bytesPerSecond: 125_000, at: Date.now() })),
  );
  await signIn(page, teacher);
  console.log(`recording: 40 min of 1080p, ${megabytes(wholeBytes)}`);
  await choose(page, clubId);
  tell('5 min by copy', await sent(page), 0.13);

  const seconds = Number(values.shrunk);
  await choose(page, clubId);
  await endAt(page, seconds);
  await page.getByRole('radio', { name: new RegExp(`^${say('upload_way_shrink')}`) }).check();
  const began = performance.now();
  const bytes = await sent(page);
  const pace = (performance.now() - began) / 1000 / seconds;
  tell(`5 min shrunk (${seconds} s of it)`, (bytes * partSeconds) / seconds, 0.03);
  console.log(`encoding took ${pace.toFixed(1)} s for a second of the recording`);
} finally {
  await browser.close();
  await product.stop();
  await stopPostgres();
}

async function choose(page: Page, clubId: string) {
  await page.goto(`/clubs/${clubId}/upload`);
  await page.locator('input[type=file]').first().setInputFiles(recording);
  await page.getByLabel(say('episode_title'), { exact: true }).fill('Fracciones');
  await page.getByLabel(say('episode_grade'), { exact: true }).fill('4º básico');
  await page.getByLabel(say('episode_subject'), { exact: true }).fill('Matemática');
  for (const box of await page.getByRole('checkbox').all()) await box.check();
  await page.getByRole('slider').first().waitFor();
}

/** Moves the end of the part by keys: a second at least, then ten at a time. */
async function endAt(page: Page, seconds: number) {
  const end = page.getByRole('slider', { name: say('cut_end'), exact: true });
  await end.press('Home');
  for (let at = 1; at < seconds; at += 10) await end.press('Shift+ArrowRight');
}

/** Sends what is chosen and returns how many bytes were announced; the upload itself is then cancelled. */
async function sent(page: Page) {
  const announced = page.waitForRequest(
    (request) => request.method() === 'POST' && request.url().endsWith('/episodes'),
    { timeout: 900_000 },
  );
  await page.getByRole('button', { name: say('upload_send_part') }).click();
  const body = (await announced).postDataJSON() as z.input<(typeof createEpisode)['body']>;
  await page.getByRole('button', { name: say('upload_cancel') }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: say('upload_cancel') })
    .click();
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  return body.file.bytes;
}

function tell(what: string, bytes: number, goal: number) {
  const share = bytes / wholeBytes;
  const ok = share <= goal ? 'ok' : 'OVER';
  console.log(
    `${what.padEnd(24)} ${megabytes(bytes).padStart(8)}  ${(share * 100).toFixed(1)} % of the whole, goal <= ${goal * 100} %  ${ok}`,
  );
}

function megabytes(bytes: number) {
  return `${(bytes / 1e6).toFixed(0)} MB`;
}
