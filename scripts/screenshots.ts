import { chromium, type Page } from '@playwright/test';
import { openBrowser, password, say, signIn } from '../tests/helpers/browser.ts';
import startTestPostgres from '../tests/helpers/postgres.ts';
import { runScript, startProduct } from '../tests/helpers/product.ts';

/** Takes the README's pictures of the demo club into web/pictures. Needs a built web; takes a few minutes. */
const episode = 'Fracciones con doblez de papel';
const folder = new URL('../web/pictures/', import.meta.url).pathname;

const stopPostgres = await startTestPostgres();
const product = await startProduct({ DEMO_PASSWORD: password });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking'],
});
try {
  await runScript(product, 'scripts/make-demo.ts');
  const page = await openBrowser(browser, product, { width: 1280, height: 860 });
  await signIn(page, 'ana@example.org');
  await page.getByRole('link', { name: 'Club Escuela Los Aromos' }).first().click();
  await page.waitForURL(/\/clubs\/[0-9a-f-]{36}$/);
  const club = new URL(page.url()).pathname;
  await page.setViewportSize({ width: 1280, height: 1240 });
  await page.goto(`${club}/shift`);
  // The second time in the site's own letters, which the first visit does not wait for.
  await page.waitForTimeout(3000);
  await page.reload();
  await page.getByText(say('shift_panel')).first().waitFor();
  await page.screenshot({ path: `${folder}shift.png` });
  await page.setViewportSize({ width: 1280, height: 860 });

  await page.goto(`${club}/episodes`);
  const room = page.getByRole('link', { name: episode });
  await room.waitFor({ timeout: 600_000 });
  await room.click();
  await showMoment(page, 12);
  await page.screenshot({ path: `${folder}room.png` });
} finally {
  await browser.close();
  await product.stop();
  await stopPostgres();
}

/** Plays to a moment and stops there, so that the picture shows a picture. */
async function showMoment(page: Page, second: number) {
  const video = page.locator('video');
  await page.waitForFunction(() => (document.querySelector('video')?.readyState ?? 0) > 1, null, {
    timeout: 120_000,
  });
  await video.evaluate((element: HTMLVideoElement, at) => (element.currentTime = at), second);
  await page.getByRole('button', { name: say('player_play'), exact: true }).click();
  await page.waitForTimeout(2500);
  await page.getByRole('button', { name: say('player_pause'), exact: true }).click();
  await page
    .getByPlaceholder(say('room_placeholder'))
    .fill('E4 tapa la mitad del dibujo con la mano y dice «tres sextos es la mitad».');
  await page
    .getByRole('button', { name: say('code_learning'), exact: true })
    .last()
    .click();
  await page.waitForTimeout(500);
}
