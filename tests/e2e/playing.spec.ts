import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, expect, type Page, test } from '@playwright/test';
import { expectAccessible, firstRun, openBrowser, say, signIn } from '../helpers/browser.ts';
import { type Product, startProduct } from '../helpers/product.ts';

// One episode for all: each story goes on where the one before ends.
test.describe.configure({ mode: 'serial' });

let product: Product;
let room: string;
const seconds = 44;
test.beforeAll(async () => {
  product = await startProduct();
});
test.afterAll(() => product.stop());

const video = (page: Page) => page.locator('video');
const at = (page: Page) => video(page).evaluate((element: HTMLVideoElement) => element.currentTime);
const ready = (page: Page) => video(page).evaluate((element: HTMLVideoElement) => element.readyState);
/** How many lines the picture on screen really has. */
const shownLines = (page: Page) =>
  video(page).evaluate((element: HTMLVideoElement) => Math.min(element.videoWidth, element.videoHeight));
const line = (page: Page) => page.getByRole('slider', { name: say('player_line') });
const play = (page: Page) => page.getByRole('button', { name: say('player_play'), exact: true });
const quality = (page: Page) =>
  page.getByRole('button', { name: new RegExp(`^${say('player_quality', { quality: '' })}`) });

/** A browser that has nothing kept, in the room. */
async function enter(browser: Browser, size?: { width: number; height: number }) {
  const page = await openBrowser(browser, product, size);
  await signIn(page, 'patricia@escuela.test');
  await page.goto(room);
  await expect.poll(() => ready(page), { timeout: 30_000 }).toBeGreaterThan(1);
  return page;
}

/** Puts the mouse on a moment of the line, as a part of its width. */
async function point(page: Page, part: number, press = false) {
  const box = await line(page).boundingBox();
  if (!box) throw new Error('the line is not there');
  const position = { x: box.width * part, y: box.height - 3 };
  if (press) await line(page).click({ position });
  else await line(page).hover({ position });
}

test('an episode is watched while it is still being made, and goes on where it was once it is ready', async ({
  browser,
}) => {
  const page = await openBrowser(browser, product);
  const club = await firstRun(page, product, 'Club Los Aromos');
  const day = '2026-03-02';
  const answer = await page.request.post(`/api${club}/episodes/file`, {
    multipart: {
      ...{ title: 'Fracciones', familiesAgreedOn: day, othersOutOfFrameOn: day, schoolAuthorisedOn: day },
      file: { name: 'clase.mp4', mimeType: 'video/mp4', buffer: slowToPrepare() },
    },
  });
  const { id } = (await answer.json()) as { id: string };
  room = `${club}/episodes/${id}`;
  type Told = { status: string; watchable: boolean };
  const told = async () => (await (await page.request.get(`/api/episodes/${id}`)).json()) as Told;
  await expect.poll(async () => (await told()).watchable, { timeout: 60_000 }).toBe(true);

  await page.goto(room);
  await expect.poll(() => ready(page), { timeout: 30_000 }).toBeGreaterThan(1);
  // Slowly, so that the end is not reached first.
  await page.getByRole('button', { name: say('player_speed', { rate: '1×' }) }).click();
  await page.getByRole('menuitemradio', { name: '0,5×' }).click();
  await play(page).click();
  await expect.poll(() => at(page), { timeout: 30_000 }).toBeGreaterThan(0.5);
  expect(await at(page)).toBeLessThan(6);
  if ((await told()).status === 'processing') {
    await point(page, 0.95, true);
    await expect(page.getByText(/^Esta parte todavía se está preparando/)).toBeVisible();
    await point(page, 0.03, true);
  }
  await expect.poll(async () => (await told()).status, { timeout: 120_000 }).toBe('ready');
  const before = await at(page);
  // A whole video has an end, and its sharpness can be chosen.
  const whole = () => video(page).evaluate((element: HTMLVideoElement) => element.duration);
  await expect(quality(page)).toHaveText('480p');
  await expect.poll(whole).toBeLessThan(seconds + 1);
  await expect.poll(() => at(page)).toBeGreaterThan(before);
  expect(await at(page)).toBeLessThan(before + 10);
  expect(await video(page).evaluate((element: HTMLVideoElement) => element.playbackRate)).toBe(0.5);
  await page.context().close();
});

test('the sharpness one chooses is kept in this browser', async ({ browser }) => {
  const page = await enter(browser);
  await quality(page).click();
  await expectAccessible(page, 'the menu of qualities');
  await page.getByRole('menuitemradio', { name: '240p' }).click();
  await page.reload();
  await expect(quality(page)).toHaveText('240p');
  await expect.poll(() => ready(page), { timeout: 30_000 }).toBeGreaterThan(1);
  await point(page, 0.7, true);
  await expect.poll(() => shownLines(page), { timeout: 30_000 }).toBe(240);
  await page.context().close();
});

test('on the next visit no part of the beginning is answered with nothing', async ({ browser }) => {
  const page = await enter(browser);
  await page.goto('about:blank');
  await page.goto(room);
  await expect.poll(() => ready(page), { timeout: 30_000 }).toBeGreaterThan(1);
  const parts = await page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .filter(({ name }) => name.includes('.mp4'))
      .map((entry) => entry as PerformanceResourceTiming)
      .map(({ decodedBodySize }) => decodedBodySize),
  );
  expect(parts.length).toBeGreaterThan(1);
  expect(parts).not.toContain(0);
  await page.context().close();
});

test('pointing at the line shows the picture of that moment', async ({ browser }) => {
  const page = await enter(browser);
  await point(page, 0.5);
  const tile = page.locator('.hint .tile');
  await expect(tile).toBeVisible();
  const picture = () => tile.evaluate((element) => getComputedStyle(element).background);
  const first = await picture();
  await expect(page.locator('.hint')).toContainText('00:22');
  await point(page, 0.9);
  await expect.poll(picture).not.toBe(first);
  await page.context().close();
});

test('whoever presents adds captions, which are read over the video when asked for', async ({ browser }) => {
  const page = await enter(browser);
  const menu = page.getByRole('button', { name: say('player_captions_menu') });
  await menu.click();
  await page.getByRole('menuitem', { name: say('player_captions_add') }).click();
  const dialog = page.getByRole('dialog');
  const choose = (text: string) =>
    dialog.locator('input[type=file]').setInputFiles({
      ...{ name: 'clase.srt', mimeType: 'application/x-subrip', buffer: Buffer.from(text) },
    });
  await choose('nada de esto');
  await dialog.getByRole('button', { name: say('ui_save') }).click();
  await expect(dialog.getByRole('alert')).toContainText('No pudimos leer los subtítulos');
  await expectAccessible(page, 'the form of captions');
  const words = '¿Cuánto es tres sextos?';
  await choose(`1\n00:00:00,000 --> 00:00:20,000\n${words}\n`);
  await dialog.getByRole('button', { name: say('ui_save') }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByText(words)).toHaveCount(0);
  await menu.click();
  await page.getByRole('menuitemradio', { name: say('player_captions_show') }).click();
  await expect(page.getByText(words)).toBeVisible();
  await point(page, 0.7, true);
  await expect(page.getByText(words)).toHaveCount(0);
  await page.reload();
  // The room goes on where one was, which nothing is said at.
  await page.getByRole('button', { name: say('room_from_start') }).click();
  await expect(page.getByText(words)).toBeVisible();
  await expectAccessible(page, 'the room with captions');

  // What is said is evidence too: it goes with a comment, and pressing it says it again.
  await page.getByRole('button', { name: say('room_quote_use') }).click();
  const area = page.getByPlaceholder(say('room_placeholder'));
  await area.fill('E4 se detiene antes de responder.');
  await area.press('Enter');
  const card = page.getByRole('article').filter({ hasText: 'E4 se detiene' });
  await expect(card.locator('q')).toHaveText(words);
  await expect(card).toContainText('00:00–00:20');
  await point(page, 0.7, true);
  await expect.poll(() => at(page)).toBeGreaterThan(29);
  await card.getByRole('button', { name: words }).click();
  await expect.poll(() => at(page)).toBeLessThan(19);
  await page.context().close();
});

test('on the poorest links the sound goes on alone from the same moment, and the picture comes back', async ({
  browser,
}) => {
  const page = await enter(browser, { width: 390, height: 800 });
  await point(page, 0.5, true);
  await expect.poll(() => at(page)).toBeGreaterThan(20);
  await play(page).click();
  await quality(page).click();
  await page.getByRole('menuitemradio', { name: say('player_sound_only') }).click();
  await expect(page.getByText(say('player_sound_now'))).toBeVisible();
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  const before = await at(page);
  expect(before).toBeGreaterThan(20);
  await expect.poll(() => at(page), { timeout: 15_000 }).toBeGreaterThan(before + 1);
  await expectAccessible(page, 'the room with the sound alone');
  const paths = asked.map((url) => new URL(url).pathname).filter((path) => path.endsWith('.mp4'));
  const media = paths.map((path) => path.split('/').at(-1));
  expect(new Set(media)).toEqual(new Set(['audio.mp4']));
  await page.getByRole('button', { name: say('player_picture_back') }).click();
  await expect(page.getByText(say('player_sound_now'))).toHaveCount(0);
  const height = () => video(page).evaluate((element: HTMLVideoElement) => element.videoHeight);
  await expect.poll(height, { timeout: 15_000 }).toBeGreaterThan(0);
  expect(await at(page)).toBeGreaterThan(before);
  await page.context().close();
});

/** A minute that no browser plays and that takes a while to encode, though it is soon drawn. */
function slowToPrepare() {
  const folder = mkdtempSync(join(tmpdir(), 'video-club-slow-'));
  try {
    const path = join(folder, 'clase.mp4');
    const inputs = [`testsrc2=s=854x480:r=30:d=${seconds}`, `sine=d=${seconds}:r=48000`];
    const codecs = ['-c:v', 'mpeg4', '-q:v', '6', '-c:a', 'aac', '-b:a', '64k'];
    const given = inputs.flatMap((input) => ['-f', 'lavfi', '-i', input]);
    execFileSync('ffmpeg', ['-v', 'error', '-nostdin', '-y', ...given, ...codecs, path]);
    return readFileSync(path);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
