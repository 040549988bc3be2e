import { expect, test } from '@playwright/test';
import { acceptInvitation, firstRun, invite, openBrowser, say, signIn } from '../helpers/browser.ts';
import { clip } from '../helpers/clips.ts';
import { poorLink } from '../helpers/link.ts';
import { type Product, startProduct } from '../helpers/product.ts';

// The second story goes on where the first one ends.
test.describe.configure({ mode: 'serial' });

let product: Product;
test.beforeAll(async () => {
  product = await startProduct();
});
test.afterAll(() => product.stop());

const title = 'Fracciones con doblez de papel';

test('a clip goes from a phone to the chart', async ({ browser }) => {
  const lesson = await clip('lesson');
  // The phone's way to the server: some 0.8 MB a second, so that sending 6 MB has a middle.
  const link = await poorLink(product.url, 8e5);
  const patricia = await openBrowser(browser, product);
  const club = await firstRun(patricia, product, 'Club Los Aromos');
  const ana = await openBrowser(browser, link, { width: 390, height: 800 });
  const { pathname } = new URL(await invite(patricia, club, 'teacher'));
  await acceptInvitation(ana, pathname, 'Ana Riquelme', 'ana@escuela.test');

  await test.step('Ana describes her clip and makes the three statements', async () => {
    await ana.goto(`${club}/upload`);
    await ana.locator('input[type=file]').setInputFiles(lesson);
    await ana.getByLabel(say('episode_title'), { exact: true }).fill(title);
    await ana.getByLabel(say('episode_grade'), { exact: true }).fill('4º básico');
    await ana.getByLabel(say('episode_subject'), { exact: true }).fill('Matemática');
    for (const box of await ana.getByRole('checkbox').all()) await box.check();
  });

  await test.step('the connection breaks in the middle, the page is closed, and the same file goes on', async () => {
    await ana.getByRole('button', { name: say('upload_send') }).click();
    const bar = ana.getByRole('progressbar', { name: say('upload_progress', { title }) });
    await expect.poll(async () => Number(await bar.getAttribute('aria-valuenow'))).toBeGreaterThan(10);
    link.cut();
    await expect(ana.getByText(/^Se cortó la conexión/)).toBeVisible();
    link.mend(50e6);
    ana.on('dialog', (dialog) => void dialog.accept());
    await ana.reload();
    await expect(ana.getByText(say('upload_unfinished_title')).first()).toBeVisible();
    const other = await clip('silent');
    const again = ana.locator('li input[type=file]');
    await again.setInputFiles(other);
    await expect(ana.getByText(/^Este es otro archivo/)).toBeVisible();
    await again.setInputFiles(lesson);
    await expect(ana.getByText(new RegExp(`^${say('upload_done').slice(0, 14)}`))).toBeVisible({
      timeout: 60_000,
    });
  });

  await test.step('nobody else sees it until she shares it; the mediator then does without reloading', async () => {
    await patricia.goto(`${club}/episodes`);
    await ana.goto(`${club}/episodes`);
    await expect(ana.getByRole('heading', { name: title })).toBeVisible();
    const share = ana.getByRole('button', { name: say('episode_share') });
    await expect(share).toBeEnabled({ timeout: 90_000 });
    await expect(patricia.getByRole('heading', { name: title })).toHaveCount(0);
    await share.click();
    await ana
      .getByRole('dialog')
      .getByRole('button', { name: say('episode_share') })
      .click();
    await expect(patricia.getByRole('heading', { name: title })).toBeVisible();
  });

  await test.step('the mediator plans a meeting about it and opens it', async () => {
    await patricia.goto(`${club}/meetings`);
    await patricia
      .getByRole('button', { name: say('meetings_plan') })
      .first()
      .click();
    const dialog = patricia.getByRole('dialog');
    await dialog.getByRole('checkbox', { name: new RegExp(title) }).check();
    await dialog.getByRole('button', { name: say('meetings_plan') }).click();
    await patricia.getByRole('button', { name: say('meetings_do_open') }).click();
    await patricia
      .getByRole('dialog')
      .getByRole('button', { name: say('meetings_do_open') })
      .click();
    await expect(patricia.getByText(say('meetings_open')).first()).toBeVisible();
  });

  const words = 'E4 tapa la mitad del dibujo con la mano y dice «tres sextos es la mitad».';
  await test.step('Ana watches, and writes at a moment, with both marks', async () => {
    await ana.getByRole('link', { name: title }).click();
    const video = ana.locator('video');
    const ready = () => video.evaluate((element: HTMLVideoElement) => element.readyState);
    await expect.poll(ready, { timeout: 60_000 }).toBeGreaterThan(1);
    await ana.getByRole('button', { name: say('player_play'), exact: true }).click();
    const time = () => video.evaluate((element: HTMLVideoElement) => element.currentTime);
    // Later than the reaction time that is taken off.
    await expect.poll(time, { timeout: 30_000 }).toBeGreaterThan(4);
    await ana.getByPlaceholder(say('room_placeholder')).fill(words);
    await ana
      .getByRole('button', { name: say('code_learning'), exact: true })
      .first()
      .click();
    await ana
      .getByRole('button', { name: say('code_evidence'), exact: true })
      .first()
      .click();
    await patricia.goto(new URL(ana.url()).pathname);
    await expect(patricia.getByPlaceholder(say('room_placeholder'))).toBeVisible();
    await ana.getByPlaceholder(say('room_placeholder')).press('Enter');
  });

  await test.step('the mediator sees it without reloading, marks and all, and replies', async () => {
    const card = patricia.getByRole('article').filter({ hasText: words });
    await expect(card).toBeVisible();
    await expect(card).toContainText(say('code_learning'));
    await expect(card).toContainText(say('code_evidence'));
    await expect(card).toContainText(/00:0[1-9]/);
    await card.getByRole('button', { name: say('room_reply') }).click();
    await card.getByRole('textbox').fill('¿Qué hizo después con la otra mitad?');
    await card.getByRole('textbox').press('Enter');
    await expect(ana.getByText('¿Qué hizo después con la otra mitad?')).toBeVisible();
  });

  await test.step('the chart counts the teacher, and not the mediator', async () => {
    await patricia.goto(`${club}/shift`);
    const row = patricia.getByRole('row').filter({ hasText: title });
    await expect(row).toContainText('1 de 1');
  });
  await link.close();
});

test('what is not a video is told so in words, and can be tried again', async ({ browser }) => {
  const ana = await openBrowser(browser, product);
  await signIn(ana, 'ana@escuela.test');
  await ana.getByRole('link', { name: 'Club Los Aromos' }).first().click();
  await ana.waitForURL(/\/clubs\/[0-9a-f-]{36}$/);
  const club = new URL(ana.url()).pathname;
  await ana.goto(`${club}/upload`);
  const playlist = Buffer.from('#EXTM3U\n#EXTINF:10,\nfile:///etc/passwd\n');
  await ana
    .locator('input[type=file]')
    .setInputFiles({ name: 'clase.mp4', mimeType: 'video/mp4', buffer: playlist });
  await ana.getByLabel(say('episode_title'), { exact: true }).fill('No es un video');
  for (const box of await ana.getByRole('checkbox').all()) await box.check();
  await ana.getByRole('button', { name: say('upload_send') }).click();
  await expect(ana.getByText(new RegExp(`^${say('upload_done').slice(0, 14)}`))).toBeVisible();
  await ana.goto(`${club}/episodes`);
  await expect(ana.getByText(say('failure_playlist'))).toBeVisible({ timeout: 60_000 });
  await expect(ana.getByRole('button', { name: say('episode_retry') })).toBeVisible();
});
