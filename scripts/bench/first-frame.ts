// How soon the room shows a picture, in a real browser, on a good link and on a poor one; how soon a seek does; and
// whether playing ever stops. Needs a built web. Run: node scripts/bench/first-frame.ts [rounds]
import { setTimeout as sleep } from 'node:timers/promises';
import { type Browser, type BrowserContext, chromium, type Page } from '@playwright/test';
import { openBrowser, signIn } from '../../tests/helpers/browser.ts';
import { benchClip, median } from './clip.ts';
import { startPlayable, teacher } from './playable.ts';

const [rounds = 5] = process.argv.slice(2).map(Number);
const links = {
  good: undefined,
  poor: { latency: 150, downloadThroughput: 1e6 / 8, uploadThroughput: 1e6 / 8 },
  poorest: { latency: 150, downloadThroughput: 1e5 / 8, uploadThroughput: 1e5 / 8 },
};
type Link = keyof typeof links;
const goals: Record<'good' | 'poor', number> = { good: 1500, poor: 4000 };

const { product, clubId, episode, stop } = await startPlayable(await benchClip(90));
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking'],
});
const room = `/clubs/${clubId}/episodes/${episode.id}`;
try {
  const signedIn = await openBrowser(browser, product);
  await signIn(signedIn, teacher);
  const cookies = await signedIn.context().cookies();
  await signedIn.context().close();

  for (const link of ['good', 'poor'] as const) {
    const straight = await repeat(() => visit(browser, cookies, link, openStraight));
    const again = await repeat(() => visit(browser, cookies, link, openAgain));
    const clicked = await repeat(() => visit(browser, cookies, link, openFromList));
    tell(`${link} link, room from the list of episodes, by a click`, clicked, goals[link]);
    tell(`${link} link, room straight, by somebody who was here before`, again, goals[link]);
    tell(`${link} link, room straight, nothing of ours in the browser`, straight, goals[link]);
  }
  const seeks = await visit(browser, cookies, 'good', seekAround);
  tell('good link, seeking', seeks, 500);
  const inBuffer = await visit(browser, cookies, 'poor', seekAround);
  tell('poor link, seeking', inBuffer);
  const stops = await visit(browser, cookies, 'poor', (page) => playOn(page, 'poor', 'auto', 60));
  console.log(`1 Mbit/s, 60 s from the first picture on: ${stops.join(', ')}   (goal: 0 stalls)`);
  const sound = await visit(browser, cookies, 'good', (page) => playOn(page, 'poorest', 'sound', 45));
  console.log(`100 kbit/s, 45 s of the sound alone: ${sound.join(', ')}   (goal: 0 stalls)`);
} finally {
  await browser.close();
  await stop();
}

/** A browser of its own that is signed in and has nothing kept, on this link. */
async function visit<T>(
  browser: Browser,
  cookies: Awaited<ReturnType<BrowserContext['cookies']>>,
  link: Link,
  act: (page: Page) => Promise<T>,
) {
  const page = await openBrowser(browser, product);
  try {
    await page.context().addCookies(cookies);
    await page.addInitScript(listen);
    await throttle(page, link);
    return await act(page);
  } finally {
    await page.context().close();
  }
}

async function throttle(page: Page, link: Link) {
  const devtools = await page.context().newCDPSession(page);
  const none = { latency: 0, downloadThroughput: -1, uploadThroughput: -1 };
  await devtools.send('Network.emulateNetworkConditions', { offline: false, ...(links[link] ?? none) });
}

/** Notes what the video tells, in the page itself. */
function listen() {
  const told: { type: string; at: number }[] = [];
  Object.assign(window, { told });
  for (const type of ['loadeddata', 'seeking', 'seeked', 'waiting', 'playing', 'click'])
    document.addEventListener(type, () => told.push({ type, at: performance.now() }), true);
}

type Told = { type: string; at: number }[];
async function told(page: Page) {
  return page.evaluate(() => (window as unknown as { told: Told }).told);
}

async function untilTold(page: Page, type: string, count = 1) {
  await page.waitForFunction(
    ([type, count]) =>
      (window as unknown as { told: Told }).told.filter((one) => one.type === type).length >= count,
    [type, count] as const,
    { timeout: 60_000 },
  );
  return (await told(page)).filter((one) => one.type === type)[count - 1]?.at ?? NaN;
}

/** From the start of the navigation to the first picture of the video. */
async function openStraight(page: Page) {
  await page.goto(room, { waitUntil: 'commit' });
  return untilTold(page, 'loadeddata');
}

async function openAgain(page: Page) {
  await openStraight(page);
  await page.goto('about:blank');
  return openStraight(page);
}

/** From the click to the first picture; the hand rests on the link for a moment, as hands do. */
async function openFromList(page: Page) {
  await page.goto(`/clubs/${clubId}/episodes`);
  const link = page.locator('article h3 a').first();
  await link.waitFor();
  await sleep(4000);
  await link.hover();
  await sleep(150);
  await link.click();
  const shown = await untilTold(page, 'loadeddata');
  return shown - ((await told(page)).findLast(({ type }) => type === 'click')?.at ?? NaN);
}

async function seekAround(page: Page) {
  await openStraight(page);
  const line = page.getByRole('slider').first();
  const box = await line.boundingBox();
  if (!box) throw new Error('no timeline');
  const times: number[] = [];
  for (const part of [0.5, 0.2, 0.8, 0.35, 0.65]) {
    const before = await page.evaluate(() => performance.now());
    await line.click({ position: { x: box.width * part, y: box.height - 4 } });
    times.push((await untilTold(page, 'seeked', times.length + 1)) - before);
  }
  return times;
}

/** Plays for a while and tells how often and how long it stood still after the first picture. */
async function playOn(page: Page, link: Link, quality: string, seconds: number) {
  await page.addInitScript((quality) => localStorage.setItem('quality', quality), quality);
  await openStraight(page);
  await throttle(page, link);
  await page.locator('button.play').click();
  await untilTold(page, 'playing');
  await sleep(seconds * 1000);
  const all = await told(page);
  const first = all.findIndex(({ type }) => type === 'playing');
  let stood = 0;
  const stalls = all.slice(first).filter(({ type, at }, index, rest) => {
    if (type !== 'waiting') return false;
    stood += (rest.slice(index).find((next) => next.type === 'playing')?.at ?? at) - at;
    return true;
  });
  const at = await page.evaluate(() => document.querySelector('video')?.currentTime ?? 0);
  const shown = await page.getByRole('button', { name: /^Calidad/ }).getAttribute('aria-label');
  return [
    `${stalls.length} stalls`,
    `${(stood / 1000).toFixed(1)} s still`,
    `came to ${at.toFixed(0)} s`,
    shown,
  ];
}

async function repeat(measure: () => Promise<number>) {
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) times.push(await measure());
  return times;
}

function tell(what: string, times: number[], goal?: number) {
  const ms = `${median(times).toFixed(0).padStart(5)} ms`;
  const worst = `worst ${Math.max(...times).toFixed(0)}`;
  const aim = goal === undefined ? '' : `   (goal: ${goal} ms) ${median(times) <= goal ? 'reached' : 'NOT'}`;
  console.log(`${what.padEnd(62)} ${ms}, ${worst}${aim}`);
}
