import { expect, type Page, test } from '@playwright/test';
import { expectAccessible, say } from '../helpers/browser.ts';
import { type Product, startProduct } from '../helpers/product.ts';
import { area, card, composer, openRoom, press } from '../helpers/room.ts';

// One club for all: each story goes on where the one before ends.
test.describe.configure({ mode: 'serial' });

let product: Product;
let ana: Page;
let patricia: Page;
test.beforeAll(async ({ browser }) => {
  product = await startProduct();
  ({ ana, patricia } = await openRoom(browser, product));
});
test.afterAll(() => product.stop());

test('what is sent without marks may be marked at once by key, or left', async () => {
  await area(ana).fill('E7 lee «sin embargo» y se devuelve.');
  await area(ana).press('Enter');
  await expect(composer(ana).getByText(say('room_mark_sent'))).toBeVisible();
  await expectAccessible(ana, 'how to mark what was sent');
  await area(ana).press('Alt+2');
  await area(ana).press('Alt+4');
  await expect(composer(ana).getByText(say('room_mark_sent'))).toHaveCount(0);
  await expect(card(patricia, 'E7 lee')).toContainText(say('code_evidence'));

  await area(ana).fill('E2 borra «insecto».');
  await area(ana).press('Enter');
  await expect(composer(ana).getByText(say('room_mark_sent'))).toBeVisible();
  await area(ana).press('Escape');
  await expect(composer(ana).getByText(say('room_mark_sent'))).toHaveCount(0);
  await expect(card(ana, 'E2 borra')).toContainText(say('code_uncoded'));
});

test('a judgment is asked about once, and what was seen becomes part of it', async () => {
  await area(ana).fill('Se nota que no entendieron mucho.');
  await area(ana).press('Enter');
  await expect(composer(ana).getByText(say('room_asked'))).toBeVisible();
  await expectAccessible(ana, 'what was seen or heard');
  await press(ana, say('room_asked_add')).click();
  await ana.keyboard.type('E3 miró la hoja de al lado y E5 dejó el lápiz.');
  await ana.keyboard.press('Enter');
  const whole = 'Se nota que no entendieron mucho. E3 miró la hoja de al lado y E5 dejó el lápiz.';
  await expect(card(patricia, whole)).toBeVisible();
  const comment = await card(ana, whole).getAttribute('data-thread');
  const history = await ana.request.get(`/api/comments/${comment}/history`);
  expect(await history.json()).toMatchObject([
    { text: 'Se nota que no entendieron mucho.', reason: 'asked' },
  ]);

  await test.step('leaving it is one key', async () => {
    await area(ana).fill('Excelente manejo de curso.');
    await area(ana).press('Enter');
    await expect(composer(ana).getByText(say('room_asked'))).toBeVisible();
    await area(ana).press('Escape');
    await expect(card(patricia, 'Excelente manejo de curso.')).toBeVisible();
  });

  await test.step('"not today" sends it, and nothing more is asked that day', async () => {
    await area(ana).fill('La explicación estuvo enredada.');
    await area(ana).press('Alt+3');
    await area(ana).press('Enter');
    await press(ana, say('room_asked_not_today')).click();
    await expect(card(patricia, 'La explicación estuvo enredada.')).toBeVisible();
    await ana.reload();
    await area(ana).fill('Buena la motivación.');
    await area(ana).press('Alt+3');
    await area(ana).press('Enter');
    await expect(card(patricia, 'Buena la motivación.')).toBeVisible();
  });

  await test.step('each showing and its answer are on record', async () => {
    await expect
      .poll(() => ana.evaluate(() => Object.keys(localStorage).some((key) => key.startsWith('showings'))))
      .toBe(false);
  });
});
