import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { chromium } from '@playwright/test';
import startTestPostgres from '../../tests/helpers/postgres.ts';
import { openBrowser, password, signIn } from '../../tests/helpers/browser.ts';
import { runScript, startProduct } from '../../tests/helpers/product.ts';

/**
 * How much JavaScript each page makes a phone fetch, gzip, on a first visit; beside its budget. The phone saves data, so
 * that nothing is fetched ahead of its need. Needs a built web.
 */
const kb = 1000;
const pages = (club: string, episode: string) => [
  { name: 'sign-in', path: '/sign-in', budget: 150, signedIn: false },
  { name: 'my clubs', path: '/', budget: 150, signedIn: true },
  { name: 'club', path: club, budget: 150, signedIn: true },
  { name: 'episodes', path: `${club}/episodes`, budget: 150, signedIn: true },
  { name: 'meetings', path: `${club}/meetings`, budget: 150, signedIn: true },
  { name: 'people', path: `${club}/people`, budget: 150, signedIn: true },
  { name: 'upload', path: `${club}/upload`, budget: 150, signedIn: true },
  { name: 'shift', path: `${club}/shift`, budget: 180, signedIn: true },
  { name: 'annotation room', path: episode, budget: 330, signedIn: true },
];

const stopPostgres = await startTestPostgres();
const product = await startProduct({ DEMO_PASSWORD: password });
await runScript(product, 'scripts/make-demo.ts');
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking'],
});
try {
  const page = await openBrowser(browser, product);
  await signIn(page, 'patricia@example.org');
  await page.getByRole('link', { name: 'Club Escuela Los Aromos' }).first().click();
  await page.waitForURL(/\/clubs\/[0-9a-f-]{36}$/);
  const club = new URL(page.url()).pathname;
  await page.goto(`${club}/episodes`);
  const episode = page.locator('article h3 a').first();
  await episode.waitFor({ timeout: 180_000 });
  const episodePath = (await episode.getAttribute('href')) ?? '';
  const cookies = await page.context().cookies();
  for (const { name, path, budget, signedIn } of pages(club, episodePath)) {
    const context = await browser.newContext({ baseURL: product.url });
    if (signedIn) await context.addCookies(cookies);
    const visit = await context.newPage();
    await visit.addInitScript(() =>
      Object.defineProperty(navigator, 'connection', { value: { saveData: true } }),
    );
    let bytes = 0;
    visit.on('response', (response) => {
      const { pathname } = new URL(response.url());
      if (pathname.endsWith('.js')) bytes += gzipSync(readFileSync(`web/build${pathname}`)).length;
    });
    await visit.goto(path, { waitUntil: 'load' });
    // Live events keep a connection open, so the network is never idle.
    await visit.waitForTimeout(4000);
    const ok = bytes / kb <= budget;
    console.log(
      `${name.padEnd(16)} ${(bytes / kb).toFixed(0).padStart(4)} kB of ${budget} ${ok ? 'ok' : 'OVER'}`,
    );
    await context.close();
  }
} finally {
  await browser.close();
  await product.stop();
  await stopPostgres();
}
