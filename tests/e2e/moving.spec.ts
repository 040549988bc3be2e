import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, expect, type Page, test } from '@playwright/test';
import {
  acceptInvitation,
  expectAccessible,
  firstRun,
  invite,
  openBrowser,
  say,
  signIn,
} from '../helpers/browser.ts';
import { type Product, startProduct } from '../helpers/product.ts';

// One episode with a few comments for all stories.
let product: Product;
let room: string;
const seconds = 90;
const said = 'E4 cuenta las partes con los dedos.';

test.beforeAll(async ({ browser }) => {
  test.setTimeout(180_000);
  product = await startProduct();
  const page = await openBrowser(browser, product);
  const club = await firstRun(page, product, 'Club Los Aromos');
  const day = '2026-03-02';
  const answer = await page.request.post(`/api${club}/episodes/file`, {
    multipart: {
      ...{ title: 'Fracciones', familiesAgreedOn: day, othersOutOfFrameOn: day, schoolAuthorisedOn: day },
      file: { name: 'clase.mp4', mimeType: 'video/mp4', buffer: clip() },
    },
  });
  const { id } = (await answer.json()) as { id: string };
  room = `${club}/episodes/${id}`;
  const status = async () =>
    ((await (await page.request.get(`/api/episodes/${id}`)).json()) as { status: string }).status;
  await expect.poll(status, { timeout: 120_000 }).toBe('ready');
  await page.request.post(`/api/episodes/${id}/share`);
  const codes = { what: 'learning', how: 'evidence' };
  const box = { x: 0.1, y: 0.2, width: 0.3, height: 0.4 };
  for (const data of [
    { id: randomUUID(), atMs: 4000, endMs: 6000, text: said, codes, box },
    { id: randomUUID(), atMs: 15_000, text: 'Pregunta «¿por qué?» y espera.' },
  ])
    expect((await page.request.post(`/api/episodes/${id}/comments`, { data })).ok()).toBe(true);
  const link = await invite(page, club, 'teacher');
  const other = await openBrowser(browser, product);
  await acceptInvitation(other, link, 'Ana Riquelme', 'ana@escuela.test');
  await other.context().close();
  await page.context().close();
});
test.afterAll(() => product.stop());

const video = (page: Page) => page.locator('video');
const at = (page: Page) => video(page).evaluate((element: HTMLVideoElement) => element.currentTime);
const paused = (page: Page) => video(page).evaluate((element: HTMLVideoElement) => element.paused);
const line = (page: Page) => page.getByRole('slider', { name: say('player_line') });
const composer = (page: Page) => page.getByRole('textbox', { name: say('room_placeholder') });
const grip = (page: Page, end: 'start' | 'end') =>
  page.getByRole('slider', { name: say(`room_range_${end}_grip`) });

/** A browser that has nothing kept, in the room with its first picture. */
async function enter(browser: Browser, who = 'patricia', size?: { width: number; height: number }) {
  const page = await openBrowser(browser, product, size);
  await signIn(page, `${who}@escuela.test`);
  await page.goto(room);
  await shown(page);
  return page;
}

const shown = (page: Page) =>
  expect
    .poll(() => video(page).evaluate((element: HTMLVideoElement) => element.readyState), { timeout: 30_000 })
    .toBeGreaterThan(1);

test('pressing a comment plays exactly its range, with its box on the picture, and can go round', async ({
  browser,
}) => {
  const page = await enter(browser);
  const card = page.locator('article', { hasText: said });
  await card.getByRole('button', { name: '00:04–00:06' }).click();
  await expect(page.locator('.video .box .box')).toBeVisible();
  await expect.poll(() => at(page), { timeout: 15_000 }).toBeGreaterThan(4.5);
  await expect.poll(() => paused(page), { timeout: 15_000 }).toBe(true);
  expect(await at(page)).toBeCloseTo(6, 1);

  const repeat = page.getByRole('button', { name: say('player_repeat') });
  await repeat.click();
  await expect(repeat).toHaveAttribute('aria-pressed', 'true');
  // It comes to the end and is at the beginning again.
  await expect.poll(() => at(page), { timeout: 15_000 }).toBeGreaterThan(5.2);
  await expect.poll(() => at(page), { timeout: 15_000 }).toBeLessThan(4.8);
  expect(await paused(page)).toBe(false);
  await repeat.click();
  await expect.poll(() => at(page), { timeout: 15_000 }).toBeGreaterThan(6.2);
  await page.context().close();
});

test('a range is drawn on the line with Shift, and either end is moved by key', async ({ browser }) => {
  const page = await enter(browser);
  const box = await line(page).boundingBox();
  if (!box) throw new Error('the line is not there');
  const y = box.y + box.height - 4;
  await page.keyboard.down('Shift');
  await page.mouse.move(box.x + box.width * 0.5, y);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.6, y, { steps: 6 });
  await page.mouse.up();
  await page.keyboard.up('Shift');
  await expect(composer(page)).toBeFocused();
  await expect(grip(page, 'start')).toHaveAttribute('aria-valuenow', String(seconds / 2));
  const end = Number(await grip(page, 'end').getAttribute('aria-valuenow'));
  expect(end).toBeGreaterThan(seconds / 2 + 5);

  await grip(page, 'end').focus();
  for (let press = 0; press < 4; press += 1) await page.keyboard.press('ArrowLeft');
  await expect(grip(page, 'end')).toHaveAttribute('aria-valuenow', String(end - 2));
  await page.context().close();
});

test('a finger stretches what is being written into a range', async ({ browser }) => {
  const page = await enter(browser, 'patricia', { width: 360, height: 740 });
  await composer(page).fill('E4 duda.');
  const box = await grip(page, 'end').boundingBox();
  const whole = await line(page).boundingBox();
  if (!box || !whole) throw new Error('the line is not there');
  expect(box.width).toBeGreaterThanOrEqual(24);
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(whole.x + whole.width * 0.3, box.y + box.height / 2, { steps: 6 });
  await page.mouse.up();
  await expect(page.getByRole('button', { name: say('room_range_clear') })).toBeVisible();
  await expect.poll(() => at(page)).toBeGreaterThan(20);
  await page.context().close();
});

test('an episode goes on where one left it, unless a link names a moment', async ({ browser }) => {
  const page = await enter(browser);
  await line(page).focus();
  for (let press = 0; press < 4; press += 1) await page.keyboard.press('ArrowRight');
  await expect.poll(() => at(page)).toBeCloseTo(20, 1);
  await page.reload();
  await expect(page.getByText(say('room_resumed', { at: '00:20' }))).toBeVisible();
  await expect.poll(() => at(page), { timeout: 30_000 }).toBeCloseTo(20, 1);
  await page.getByRole('button', { name: say('room_from_start') }).click();
  await expect.poll(() => at(page)).toBe(0);

  await page.goto(`${room}?t=30000`);
  await expect.poll(() => at(page), { timeout: 30_000 }).toBeCloseTo(30, 1);
  await expect(page.getByText(say('room_resumed', { at: '00:20' }))).toBeHidden();
  await page.context().close();
});

test('people see who is in the room with them, and that somebody has left', async ({ browser }) => {
  const page = await enter(browser);
  const here = page.getByRole('button', { name: say('room_here', { count: 2 }) });
  await expect(here).toBeHidden();
  const other = await enter(browser, 'ana');
  await expect(here).toBeVisible();
  await here.click();
  await expect(page.getByRole('listitem').filter({ hasText: 'Ana Riquelme' })).toBeVisible();
  await expectAccessible(page, 'who is here');
  await page.keyboard.press('Escape');
  await other.goto('/');
  await expect(here).toBeHidden();
  await other.context().close();
  await page.context().close();
});

test('the video is moved by keys alone, and the line tells what nobody has marked', async ({ browser }) => {
  const page = await enter(browser);
  await expect(line(page)).toHaveAccessibleDescription(say('room_unmarked', { from: '00:25', to: '01:30' }));
  await page.keyboard.press('k');
  await expect.poll(() => paused(page)).toBe(false);
  await page.keyboard.press('k');
  await expect.poll(() => paused(page)).toBe(true);
  await line(page).focus();
  await page.keyboard.press('Home');
  await expect(line(page)).toHaveAttribute('aria-valuenow', '0');
  await page.keyboard.press('PageDown');
  await expect(line(page)).toHaveAttribute('aria-valuenow', '4');
  await page.keyboard.press('r');
  await expect(page.getByRole('button', { name: say('player_repeat') })).toHaveAttribute(
    'aria-pressed',
    'true',
  );
  await page.keyboard.press('r');
  await page.keyboard.press('k');
  await page.keyboard.press('End');
  await expect(line(page)).toHaveAttribute('aria-valuenow', String(seconds));
  await page.keyboard.press('?');
  const dialog = page.getByRole('dialog', { name: say('room_keys') });
  await expect(dialog).toContainText(say('room_key_repeat'));
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  // From the line on, everything that can be pressed is reached, and can be seen where one is.
  await line(page).focus();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Shift+Tab');
  await expect(line(page)).toBeFocused();
  const outline = await line(page).evaluate((element) => getComputedStyle(element).outlineStyle);
  expect(outline).toBe('solid');
  await page.context().close();
});

for (const [what, width, height] of [
  ['a phone of 320 px', 320, 568],
  ['a screen at 200 %', 640, 430],
] as const)
  test(`on ${what} nothing is cut off and everything can be pressed`, async ({ browser }) => {
    const page = await enter(browser, 'patricia', { width, height });
    await composer(page).fill('E4 duda.');
    const wide = await page.evaluate(() =>
      [...document.querySelectorAll('main button, main textarea, main section')]
        .filter((element) => element.getClientRects().length > 0)
        .filter((element) => element.getBoundingClientRect().right > innerWidth + 0.5)
        .map((element) => element.outerHTML.slice(0, 120)),
    );
    expect(wide).toEqual([]);
    await expectAccessible(page, what);
    await page.context().close();
  });

function clip() {
  const folder = mkdtempSync(join(tmpdir(), 'video-club-moving-'));
  const path = join(folder, 'clase.mp4');
  try {
    execFileSync('ffmpeg', [
      ...['-v', 'error', '-nostdin', '-f', 'lavfi', '-i', `testsrc2=s=426x240:r=25:d=${seconds}`],
      ...['-f', 'lavfi', '-i', `sine=d=${seconds}:r=48000`],
      ...['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-g', '50', '-c:a', 'aac', path],
    ]);
    return readFileSync(path);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
