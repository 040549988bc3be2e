// How soon one's own comment is on the screen in a room as they are, and how the room bears 1,000 comments, in a real
// browser: opened, scrolled, filtered, searched and typed in. Needs a built web. Run: node scripts/bench/room-1000.ts
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium, type Page } from '@playwright/test';
import { openDb } from '../../db/client.ts';
import { memberships } from '../../db/schema/clubs.ts';
import { codings } from '../../db/schema/coding.ts';
import { comments } from '../../db/schema/comments.ts';
import { addAccount } from '../../server/accounts/accounts.ts';
import { hashPassword } from '../../server/accounts/password-hash.ts';
import { codebook } from '../../server/coding/contract.ts';
import { openBrowser, password, say, signIn } from '../../tests/helpers/browser.ts';
import { clip } from '../../tests/helpers/clips.ts';
import { median } from './clip.ts';
import { type Playable, startPlayable, teacher } from './playable.ts';

const usual = 40;
const total = 1000;
const durationMs = 20_000;
const goals = { openMs: 1000, taskMs: 100, keyMs: 16, ownMs: 50 };
const words = [
  'E4 tapa la mitad del dibujo con la mano y dice «tres sextos es la mitad».',
  'Pregunta «¿por qué?» y espera como seis segundos antes de dar la palabra.',
  'Se nota que varios no entendieron.',
  'Anota las tres respuestas, incluso la equivocada, y no dice cuál es la correcta. Después mira al curso y espera.',
];

const playable = await startPlayable(await clip('lesson'));
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking'],
});
try {
  const people = await makePeople(playable);
  await fill(playable, people, usual);
  let page = await enter();
  console.log(`${usual} comments in one episode; main thread of one browser on this machine`);
  await part(page, 'opened straight', () => open(page));
  await part(page, 'typed in', () => type(page, 'De las pocas'));

  await page.context().close();
  await fill(playable, people, total - usual);
  page = await enter();
  console.log(`${total} comments in one episode`);
  await part(page, 'opened straight', () => open(page));
  await part(page, 'scrolled to the end and back', () => scroll(page));
  await part(page, 'filtered, eight times', () => filter(page));
  await part(page, 'searched', () => search(page));
  await part(page, 'typed in', () => type(page, 'De las mil'));
} finally {
  await browser.close();
  await playable.stop();
}

/** A browser that has nothing kept, signed in. */
async function enter() {
  const page = await openBrowser(browser, playable.product);
  await signIn(page, teacher);
  await page.addInitScript(watch);
  return page;
}

/** Eight more members of the club; their ids. */
async function makePeople({ product, clubId }: Playable) {
  const { db, close } = openDb(product.env.DATABASE_URL, console.error);
  try {
    const hash = await hashPassword(password);
    const people: string[] = [];
    for (let n = 0; n < 8; n += 1) {
      const name = `Persona ${n} de Prueba`;
      const account = await db.transaction((tx) =>
        addAccount(tx, { name, email: `persona${n}@club.test`, locale: 'es' }, hash),
      );
      if (!account) throw new Error('no account');
      people.push(account.id);
    }
    await db
      .insert(memberships)
      .values(people.map((userId) => ({ clubId, userId, role: 'teacher' as const, admittedAt: new Date() })));
    return people;
  } finally {
    await close();
  }
}

/** Their comments all over the episode, every fifth a reply, most of them marked. */
async function fill({ product, clubId, episode }: Playable, people: string[], count: number) {
  const { db, close } = openDb(product.env.DATABASE_URL, console.error);
  try {
    const rows = Array.from({ length: count }, (_, n) => ({
      ...{ id: randomUUID(), clubId, episodeId: episode.id, authorId: people[n % 8] ?? null },
      ...{ authorRole: 'teacher' as const, atMs: Math.round((n / count) * durationMs) },
      text: `${n}. ${words[n % words.length]}`,
      createdAt: new Date(Date.now() - (count - n) * 1000),
    }));
    const all = rows.map((row, n) => ({ ...row, parentId: n % 5 === 4 ? (rows[n - 1]?.id ?? null) : null }));
    await db.insert(comments).values(all.filter(({ parentId }) => !parentId));
    await db.insert(comments).values(all.filter(({ parentId }) => parentId));
    await db.insert(codings).values(
      all
        .filter((_, n) => n % 5 < 3)
        .map(({ id, authorId }, n) => ({
          ...{ clubId, commentId: id, coderId: authorId, source: 'author' as const, codebook, revision: 1 },
          what: n % 2 ? ('teaching' as const) : ('learning' as const),
          how: n % 3 ? ('evidence' as const) : ('judgment' as const),
        })),
    );
  } finally {
    await close();
  }
}

type Watched = { tasks: number[]; keys: number[]; words: string; sent: number; shown: number };

/** In the page: notes long tasks, and how long each letter keeps the main thread until it is painted. */
function watch() {
  const watched: Watched = { tasks: [], keys: [], words: '', sent: NaN, shown: NaN };
  Object.assign(window, { watched });
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) watched.tasks.push(duration);
  }).observe({ type: 'longtask', buffered: true });
  const afterPaint = (then: (workMs: number) => void) =>
    requestAnimationFrame(() => {
      const began = performance.now();
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => then(performance.now() - began);
      port2.postMessage(0);
    });
  addEventListener(
    'keydown',
    ({ key }) => {
      const began = performance.now();
      if (key === 'Enter') watched.sent = began;
      else if (key.length === 1)
        setTimeout(() => {
          const handledMs = performance.now() - began;
          afterPaint((paintedMs) => watched.keys.push(handledMs + paintedMs));
        });
    },
    true,
  );
  new MutationObserver(() => {
    if (Number.isNaN(watched.sent) || !Number.isNaN(watched.shown)) return;
    for (const card of document.querySelectorAll('[data-thread]'))
      if (card.textContent.includes(watched.words))
        // It may change again before it is painted: the first paint counts.
        afterPaint(() => {
          if (Number.isNaN(watched.shown)) watched.shown = performance.now();
        });
  }).observe(document, { childList: true, subtree: true, characterData: true });
}

async function part(page: Page, what: string, act: () => Promise<string>) {
  const before = (await watched(page).catch(() => undefined))?.tasks.length ?? 0;
  const told = await act();
  await sleep(300);
  const { tasks } = await watched(page);
  const longest = Math.max(0, ...tasks.slice(what.startsWith('opened') ? 0 : before));
  const verdict = longest <= goals.taskMs ? 'reached' : 'NOT';
  const task = longest === 0 ? 'none over 50 ms' : `${longest.toFixed(0)} ms`;
  console.log(`${what.padEnd(30)} longest task ${task} (goal: ${goals.taskMs} ms) ${verdict}${told}`);
}

function watched(page: Page) {
  return page.evaluate(() => (window as unknown as { watched: Watched }).watched);
}

/** From the start of the navigation until a card can be answered and the thread is free. */
async function open(page: Page) {
  await page.goto(`/clubs/${playable.clubId}/episodes/${playable.episode.id}`, { waitUntil: 'commit' });
  const readyMs = await page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const look = () =>
          document.querySelector('[data-thread] .tool') && document.querySelector('textarea')
            ? setTimeout(() => resolve(performance.now()))
            : requestAnimationFrame(look);
        look();
      }),
  );
  await sleep(2000);
  return `; list ready ${readyMs.toFixed(0)} ms (goal: ${goals.openMs} ms) ${verdict(readyMs, goals.openMs)}`;
}

async function scroll(page: Page) {
  const cards = page.locator('.cards');
  await cards.hover();
  for (let n = 0; n < 60; n += 1) {
    await page.mouse.wheel(0, 900);
    await sleep(16);
  }
  await cards.evaluate((list) => list.scrollTo({ top: list.scrollHeight, behavior: 'instant' }));
  await sleep(300);
  await cards.evaluate((list) => list.scrollTo({ top: 0, behavior: 'instant' }));
  return '';
}

async function filter(page: Page) {
  for (const name of ['room_mine', 'room_all', 'code_uncoded', 'room_all'].flatMap((key) => [key, key])) {
    await page.getByRole('button', { name: new RegExp(`^${say(name)} `) }).click();
    await sleep(200);
  }
  return '';
}

async function search(page: Page) {
  await page.getByRole('button', { name: say('room_find') }).click();
  await page.getByRole('searchbox').pressSequentially('sextos mitad', { delay: 60 });
  await sleep(400);
  const count = await page.locator('[data-thread]').count();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  return `; ${count} threads found`;
}

async function type(page: Page, words: string) {
  const area = page.getByPlaceholder(say('room_placeholder'));
  await area.click();
  await page.evaluate(() => ((window as unknown as { watched: Watched }).watched.keys.length = 0));
  await area.pressSequentially('Una línea propia, letra por letra mientras hay comentarios', { delay: 40 });
  const { keys } = await watched(page);
  const own: number[] = [];
  for (let n = 0; n < 9; n += 1) {
    await page.evaluate((sought) => {
      const { watched } = window as unknown as { watched: Watched };
      Object.assign(watched, { words: sought, sent: NaN, shown: NaN });
    }, `${words} ${n}`);
    await area.fill(`${words} ${n}`);
    await sleep(300);
    await area.press('Enter');
    await page.waitForFunction(
      () => !Number.isNaN((window as unknown as { watched: Watched }).watched.shown),
    );
    const { sent, shown } = await watched(page);
    own.push(shown - sent);
    await sleep(1000);
  }
  const key = median(keys);
  return (
    `\n  a letter keeps the thread ${key.toFixed(1)} ms, worst ${Math.max(...keys).toFixed(1)}` +
    ` (goal: ${goals.keyMs} ms) ${verdict(key, goals.keyMs)}` +
    `\n  own comment on the screen ${median(own).toFixed(0)} ms after Enter, median of ${own.length},` +
    ` worst ${Math.max(...own).toFixed(0)} (goal: ${goals.ownMs} ms) ${verdict(median(own), goals.ownMs)}`
  );
}

function verdict(value: number, goal: number) {
  return value <= goal ? 'reached' : 'NOT';
}
