import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, type Page, test } from '@playwright/test';
import { expectAccessible, firstRun, openBrowser, say, signIn } from '../helpers/browser.ts';
import { clip } from '../helpers/clips.ts';
import { poorLink } from '../helpers/link.ts';
import { type Product, startProduct } from '../helpers/product.ts';

// The second story goes on where the first one ends.
test.describe.configure({ mode: 'serial' });

const fps = 30;
const title = 'Fracciones con doblez de papel';
let product: Product;
let folder: string;
let recording: string;
let club: string;

test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'video-club-cut-'));
  recording = join(folder, 'VID_0412.mp4');
  [product] = await Promise.all([startProduct(), drawRecording(recording)]);
});
test.afterAll(async () => {
  await product.stop();
  await rm(folder, { recursive: true });
});

test('a part is cut on this device, survives a reload, and is all that arrives', async ({ browser }) => {
  const link = await poorLink(product.url, 5e6);
  const page = await openBrowser(browser, link, { width: 390, height: 800 });
  club = await firstRun(page, product, 'Club Los Aromos');
  await page.goto(`${link.url}${club}/upload`);
  const start = page.getByRole('slider', { name: say('cut_start'), exact: true });
  const end = page.getByRole('slider', { name: say('cut_end'), exact: true });

  await test.step('the ends move by keys, and the start lands on key frames', async () => {
    await page.locator('input[type=file]').setInputFiles(recording);
    await expect(end).toHaveAttribute('aria-valuenow', '24');
    for (let times = 0; times < 3; times += 1) await start.press('ArrowRight');
    // A key frame every two seconds: each press goes on to the next.
    await expect(start).toHaveAttribute('aria-valuenow', '6');
    await expect(start).toHaveAttribute('aria-valuetext', '6 segundos');
    await end.press('Shift+ArrowLeft');
    await expect(end).toHaveAttribute('aria-valuenow', /^1[34](\.\d)?$/);
    await expect(page.getByText(/^Lo demás no sale/)).toBeVisible();
    await expectAccessible(page, 'choosing a part');
  });

  const bar = page.getByRole('progressbar', { name: say('upload_progress', { title }) });
  await test.step('it is on its way, and another part of the recording can be chosen', async () => {
    await describe(page, title);
    link.mend(1e5);
    await page.getByRole('button', { name: say('upload_send_part') }).click();
    await page.getByRole('button', { name: say('upload_another_part') }).click();
    await expect(start).toHaveAttribute('aria-valuenow', /^1[234]/);
    await expect.poll(async () => Number(await bar.getAttribute('aria-valuenow'))).toBeGreaterThan(10);
  });

  await test.step('another tab leaves it alone until it is told to take over, and the first one is told', async () => {
    const other = await page.context().newPage();
    await other.goto(`${link.url}${club}/upload`);
    await other.getByRole('button', { name: say('upload_resume_here') }).click();
    await expect(page.getByText(say('problem_upload_taken_over'))).toBeVisible();
    await expect(other.getByRole('progressbar')).toBeVisible();
    other.on('dialog', (dialog) => void dialog.accept());
    await other.close({ runBeforeUnload: false });
  });

  await test.step('after a reload it goes on without choosing or cutting again', async () => {
    page.on('dialog', (dialog) => void dialog.accept());
    await page.reload();
    await expect(bar).toBeVisible();
    link.mend(50e6);
    await expect(page.getByText(new RegExp(`^${say('upload_done').slice(0, 14)}`))).toBeVisible();
    await expect.poll(() => filesKept(page)).toEqual([]);
  });

  await test.step('what plays is the part, from its first frame to its last', async () => {
    const episode = await readyEpisode(page, title);
    expect(episode.durationMs).toBeGreaterThan(7000);
    expect(episode.durationMs).toBeLessThanOrEqual(8050);
    await page.goto(`${link.url}${club}/episodes/${episode.id}`);
    expect(await frameShown(page, 0)).toBe(6 * fps);
  });
  await link.close();
});

test('on a slow link a part is shrunk first, exactly from and to the frame', async ({ browser }) => {
  const large = join(folder, 'VID_0413.mp4');
  await drawRecording(large, 8, '1280:720');
  const page = await openBrowser(browser, product);
  // As measured by an upload a moment ago.
  await page.addInitScript(() =>
    localStorage.setItem('upload-pace', JSON.stringify({ bytesPerSecond: 20_000, at: Date.now() })),
  );
  await signIn(page, 'patricia@escuela.test');
  await page.goto(`${club}/upload`);
  await page.locator('input[type=file]').setInputFiles(large);
  const start = page.getByRole('slider', { name: say('cut_start'), exact: true });
  const end = page.getByRole('slider', { name: say('cut_end'), exact: true });
  await end.press('ArrowLeft');
  await page.getByRole('radio', { name: new RegExp(`^${say('upload_way_shrink')}`) }).check();
  await start.press('ArrowRight');
  await expect(start).toHaveAttribute('aria-valuenow', '1');
  await expectAccessible(page, 'choosing how it is sent');
  await describe(page, 'Desde el segundo uno');
  await page.getByRole('button', { name: say('upload_send_part') }).click();
  await page.getByRole('link', { name: say('nav_meetings') }).click();
  await expect(page.getByRole('complementary', { name: say('upload_under_way') })).toBeVisible();
  const episode = await readyEpisode(page, 'Desde el segundo uno');
  expect(Math.abs(episode.durationMs - 6000)).toBeLessThanOrEqual(1000 / fps);
  await page.goto(`${club}/episodes/${episode.id}`);
  expect(await frameShown(page, 0)).toBe(fps);
});

test('what the browser cannot open is sent whole, and cut on the server', async ({ browser }) => {
  const page = await openBrowser(browser, product);
  await signIn(page, 'patricia@escuela.test');
  await page.goto(`${club}/upload`);
  await page.locator('input[type=file]').setInputFiles(await clip('fourByThree'));
  await expect(page.getByText(/^Este navegador no puede abrir este video/)).toBeVisible();
  await describe(page, 'Una cámara antigua');
  await page.getByRole('button', { name: say('upload_send') }).click();
  await expect(page.getByText(new RegExp(`^${say('upload_done').slice(0, 14)}`))).toBeVisible();
  await page.goto(`${club}/episodes`);
  await page.getByRole('link', { name: say('episode_cut') }).click({ timeout: 90_000 });
  const end = page.getByRole('slider', { name: say('cut_end'), exact: true });
  await end.press('ArrowLeft');
  await expect(end).toHaveAttribute('aria-valuenow', '2');
  await expectAccessible(page, 'choosing a part of what arrived');
  await page.getByRole('button', { name: say('cut_keep_part') }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: say('cut_keep_part') })
    .click();
  await page.waitForURL(/\/episodes$/);
  await expect
    .poll(async () => (await readyEpisode(page, 'Una cámara antigua')).durationMs, { timeout: 90_000 })
    .toBe(2000);
});

/** A recording with a key frame every two seconds and its frame numbers burnt in as ten bars. */
async function drawRecording(path: string, seconds = 24, scale = '640:360') {
  const bars =
    `color=s=320x180:r=${fps}:d=${seconds},format=yuv420p,` +
    "geq=lum='if(mod(floor(N/pow(2\\,floor(X/32)))\\,2)\\,235\\,16)':cb=128:cr=128,scale=" +
    `${scale}:flags=neighbor`;
  const noise = ',noise=alls=12:allf=t';
  await promisify(execFile)('ffmpeg', [
    ...['-v', 'error', '-f', 'lavfi', '-i', bars + noise, '-f', 'lavfi', '-i', `sine=d=${seconds}:r=48000`],
    ...[
      '-c:v',
      'libx264',
      '-preset',
      'ultrafast',
      '-bf',
      '3',
      '-g',
      '60',
      '-crf',
      '24',
      '-pix_fmt',
      'yuv420p',
    ],
    ...['-sc_threshold', '0', '-c:a', 'aac', path],
  ]);
}

async function describe(page: Page, name: string) {
  await page.getByLabel(say('episode_title'), { exact: true }).fill(name);
  await page.getByLabel(say('episode_grade'), { exact: true }).fill('4º básico');
  await page.getByLabel(say('episode_subject'), { exact: true }).fill('Matemática');
  for (const box of await page.getByRole('checkbox').all()) await box.check();
}

type Episode = { id: string; title: string; status: string; toCut: boolean; durationMs: number };

/** The episode once it is ready, as its owner is told by the API. */
async function readyEpisode(page: Page, name: string) {
  const address = `/api${club}/episodes`;
  const read = () => page.evaluate(async (url) => (await fetch(url)).json() as Promise<Episode[]>, address);
  const find = async () => (await read()).find((episode) => episode.title === name);
  await expect.poll(async () => (await find())?.status, { timeout: 90_000 }).toBe('ready');
  const found = await find();
  if (!found) throw new Error('the episode is gone');
  return found;
}

/** The number burnt into what the player shows at a moment. */
async function frameShown(page: Page, seconds: number) {
  const video = page.locator('video');
  await expect
    .poll(() => video.evaluate((element: HTMLVideoElement) => element.readyState))
    .toBeGreaterThan(1);
  return video.evaluate(async (element: HTMLVideoElement, at) => {
    element.currentTime = at;
    await new Promise((resolve) => element.requestVideoFrameCallback(resolve));
    const pen = Object.assign(document.createElement('canvas'), { width: 10, height: 1 }).getContext('2d');
    pen?.drawImage(element, 0, 0, 10, 1);
    const { data } = pen?.getImageData(0, 0, 10, 1) ?? { data: [] };
    return Array.from({ length: 10 }, (_, bit) => ((data[bit * 4] ?? 0) > 125 ? 2 ** bit : 0)).reduce(
      (a, b) => a + b,
    );
  }, seconds);
}

/** What waits in the browser's private storage. */
function filesKept(page: Page) {
  return page.evaluate(async () => {
    const names: string[] = [];
    const visit = async (folder: FileSystemDirectoryHandle) => {
      for await (const entry of folder.values()) {
        if (entry.kind === 'directory') await visit(entry);
        else names.push(entry.name);
      }
    };
    await visit(await navigator.storage.getDirectory());
    return names;
  });
}
