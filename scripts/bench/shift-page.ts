// How soon the shift of 40 meetings and 8 people can be used, and how much JavaScript that took. The club has 10,000 coded
// comments. Needs a built web. Run: node scripts/bench/shift-page.ts [rounds]
import { gzipSync } from 'node:zlib';
import { chromium } from '@playwright/test';
import { sql } from 'drizzle-orm';
import { openDb } from '../../db/client.ts';
import { openBrowser, signIn } from '../../tests/helpers/browser.ts';
import startTestPostgres from '../../tests/helpers/postgres.ts';
import { startProduct } from '../../tests/helpers/product.ts';
import { bigClub } from './big-club.ts';
import { median } from './clip.ts';
import { makeClub, teacher } from './playable.ts';

declare global {
  interface Window {
    canBeUsedMs?: number;
  }
}

const [rounds = 5] = process.argv.slice(2).map(Number);
const goals = { interactiveMs: 1000, javascriptKb: 180 };

const stopPostgres = await startTestPostgres();
const product = await startProduct();
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking'],
});
try {
  const club = await seeded(product.env.DATABASE_URL ?? '');
  const signedIn = await openBrowser(browser, product);
  await signIn(signedIn, teacher);
  const cookies = await signedIn.context().cookies();
  await signedIn.context().close();

  const first: number[] = [];
  const again: number[] = [];
  let bytes = 0;
  for (let round = 0; round < rounds; round += 1) {
    const page = await openBrowser(browser, product);
    await page.context().addCookies(cookies);
    const scripts: Promise<Buffer>[] = [];
    page.on('response', (answer) => {
      const script = /\.js$/.test(new URL(answer.url()).pathname);
      if (script && answer.status() === 200) scripts.push(answer.body());
    });
    const open = async () => {
      await page.goto(`${product.url}/clubs/${club}/shift`, { waitUntil: 'commit' });
      return (await page.waitForFunction(() => window.canBeUsedMs)).jsonValue() as Promise<number>;
    };
    await page.addInitScript(takeFocus);
    first.push(await open());
    // All that comes with the page, its last card too.
    await page.locator('table').last().waitFor();
    const code = await Promise.all(scripts);
    bytes = code.reduce((sum, body) => sum + gzipSync(body).length, 0);
    again.push(await open());
    await page.context().close();
  }
  const kb = bytes / 1000;
  const tell = (what: string, found: number, goal: number, unit: string) =>
    console.log(
      `${what.padEnd(44)}${found.toFixed(0)} ${unit}   (goal: ${goal} ${unit}) ${found <= goal ? 'reached' : 'NOT'}`,
    );
  console.log(`40 meetings x 8 people, medians of ${rounds}`);
  tell('can be used, nothing of ours in the browser', median(first), goals.interactiveMs, 'ms');
  tell('can be used, by somebody who was here before', median(again), goals.interactiveMs, 'ms');
  tell('JavaScript, gzip', kb, goals.javascriptKb, 'kB');
} finally {
  await browser.close();
  await product.stop();
  await stopPostgres();
}

/** In the page: when the last dot stands and takes the focus. Everything before it can be used too. */
function takeFocus() {
  const dot = document.querySelectorAll<SVGElement>('g.dot')[39];
  dot?.focus();
  if (dot && document.activeElement === dot) window.canBeUsedMs = performance.now();
  else requestAnimationFrame(takeFocus);
}

/** A large club with a reader who can sign in. */
async function seeded(databaseUrl: string) {
  await makeClub(databaseUrl);
  const { db, close } = openDb(databaseUrl, console.error);
  try {
    const clubId = await bigClub(db);
    await db.execute(sql`
      insert into memberships (club_id, user_id, role, admitted_at)
      select ${clubId}, id, 'teacher', now() from users where email = ${teacher}`);
    await db.execute(sql`analyze`);
    return clubId;
  } finally {
    await close();
  }
}
