import { expect, type Page, test } from '@playwright/test';
import { acceptInvitation, expectAccessible, invite, openBrowser, say } from '../helpers/browser.ts';
import { type Product, startProduct } from '../helpers/product.ts';
import {
  area,
  at,
  card,
  composer,
  moment,
  openRoom,
  paused,
  playUntil,
  press,
  video,
} from '../helpers/room.ts';

// One club for all: each story goes on where the one before ends.
test.describe.configure({ mode: 'serial' });

let product: Product;
let room: string;
let ana: Page;
let patricia: Page;
test.beforeAll(async ({ browser }) => {
  product = await startProduct();
  ({ ana, patricia, room } = await openRoom(browser, product));
});
test.afterAll(() => product.stop());

test('typing stops the video; the moment is a reaction before the first letter, and sending goes on', async () => {
  await playUntil(ana, 3);
  await area(ana).pressSequentially('E4 ');
  expect(await paused(ana)).toBe(true);
  const shown = await at(ana);
  await moment(ana).click();
  // To half a second: a busy machine shows a frame or two more before it stands.
  await expect.poll(() => at(ana)).toBeCloseTo(shown - 1.5, 0);
  const meant = await at(ana);

  await test.step('the moment goes half a second by an arrow key, and one frame with Shift', async () => {
    await moment(ana).press('ArrowRight');
    await expect.poll(() => at(ana)).toBeCloseTo(meant + 0.5, 1);
    await moment(ana).press('Shift+ArrowLeft');
    await expect.poll(() => at(ana)).toBeLessThan(meant + 0.49);
    await area(ana).press('Alt+ArrowLeft');
    await expect.poll(() => at(ana)).toBeLessThan(meant);
  });

  await test.step('what is written survives a reload, with its moment and marks', async () => {
    await area(ana).pressSequentially('cuenta con los dedos.');
    await area(ana).press('Alt+2');
    const kept = await moment(ana).textContent();
    await ana.reload();
    await expect(area(ana)).toHaveValue('E4 cuenta con los dedos.');
    await expect(moment(ana)).toHaveText(kept ?? '');
    await expect(press(ana, say('code_learning'))).toHaveAttribute('aria-pressed', 'true');
    await expect.poll(() => video(ana).evaluate((v: HTMLVideoElement) => v.readyState)).toBeGreaterThan(1);
  });

  await test.step('Enter sends it and the video goes on', async () => {
    await area(ana).press('Enter');
    await expect(card(ana, 'E4 cuenta con los dedos.')).toContainText(say('code_learning'));
    await expect(area(ana)).toHaveValue('');
    await expect.poll(() => paused(ana)).toBe(false);
  });
});

test('i and o make a range, and Esc gives it up', async () => {
  await ana.getByRole('button', { name: say('player_pause'), exact: true }).click();
  await ana.keyboard.press('i');
  await ana.keyboard.press('.');
  for (let steps = 0; steps < 3; steps++) await ana.keyboard.press('.');
  await ana.keyboard.press('o');
  await expect(press(ana, say('room_range_clear'))).toBeVisible();
  await ana.keyboard.press('Escape');
  await expect(press(ana, say('room_range_clear'))).toHaveCount(0);
});

test('a box is drawn on the picture, by hand or by key, and stays with the comment', async () => {
  await press(ana, say('room_box_draw')).click();
  const grip = ana.getByRole('button', { name: say('room_box_keys') });
  await expect(grip).toBeFocused();
  await expectAccessible(ana, 'a box is being drawn');
  await grip.press('ArrowLeft');
  await grip.press('Shift+ArrowDown');
  await grip.press('Enter');
  await expect(area(ana)).toBeFocused();
  await expect(press(ana, say('room_box_clear'))).toBeVisible();
  await press(ana, say('room_box_clear')).click();

  await press(ana, say('room_box_draw')).click();
  const picture = await grip.boundingBox();
  if (!picture) throw new Error('there is no picture');
  await ana.mouse.move(picture.x + picture.width * 0.25, picture.y + picture.height * 0.25);
  await ana.mouse.down();
  await ana.mouse.move(picture.x + picture.width * 0.75, picture.y + picture.height * 0.5, { steps: 4 });
  await ana.mouse.up();
  await area(ana).fill('Aquí dobla el papel.');
  const sent = ana.waitForRequest(
    (request) => request.method() === 'POST' && request.url().endsWith('/comments'),
  );
  await area(ana).press('Enter');
  const { box } = (await sent).postDataJSON() as { box: Record<string, number> };
  for (const [side, part] of Object.entries({ x: 0.25, y: 0.25, width: 0.5, height: 0.25 }))
    expect(box[side]).toBeCloseTo(part, 2);
});

test('a private note is nobody else’s, and a name after an @ is chosen by key', async () => {
  await composer(ana).getByRole('switch').check();
  await area(ana).fill('Preguntar en casa por las fracciones.');
  await area(ana).press('Enter');
  await expect(card(ana, 'Preguntar en casa')).toBeVisible();
  await composer(ana).getByRole('switch').uncheck();
  await area(ana).pressSequentially('@patr');
  await expect(ana.getByRole('option', { name: 'Patricia Sepúlveda' })).toBeVisible();
  await expectAccessible(ana, 'who to name');
  await area(ana).press('Enter');
  await expect(area(ana)).toHaveValue('@Patricia Sepúlveda ');
  await area(ana).pressSequentially('¿lo vio usted?');
  const sent = ana.waitForRequest(
    (request) => request.method() === 'POST' && request.url().endsWith('/comments'),
  );
  await area(ana).press('Enter');
  const { mentions } = (await sent).postDataJSON() as { mentions: string[] };
  expect(mentions).toHaveLength(1);
  await expect(card(patricia, '¿lo vio usted?')).toBeVisible();
  await expect(card(patricia, 'Preguntar en casa')).toHaveCount(0);
});

test('a mediator says what a reply is for, and is told kindly when it values', async () => {
  const asked = card(patricia, '¿lo vio usted?');
  await asked.getByRole('button', { name: say('room_reply') }).click();
  await asked.getByRole('textbox').fill('Excelente manejo de curso.');
  await expect(asked.getByText(say('room_evaluative'))).toBeVisible();
  await asked.getByRole('textbox').fill('¿En qué momento lo vieron?');
  await expect(asked.getByText(say('room_evaluative'))).toHaveCount(0);
  await asked.getByRole('button', { name: say('practice_video') }).click();
  await expectAccessible(patricia, 'a mediator’s reply');
  await asked.getByRole('textbox').press('Enter');
  await expect(card(ana, '¿En qué momento lo vieron?')).toBeVisible();
});

test('what is written without a connection waits, and arrives once', async () => {
  await ana.context().setOffline(true);
  await area(ana).fill('E9 gira la cadera antes de lanzar.');
  await area(ana).press('Enter');
  await expect(card(ana, 'E9 gira')).toContainText(say('room_waiting'));
  await area(ana).press('Alt+2');
  await expect(card(ana, 'E9 gira')).toContainText(say('code_learning'));
  await ana.reload().catch(() => undefined);
  await ana.context().setOffline(false);
  await ana.goto(room);
  await patricia.goto(room);
  await expect(card(patricia, 'E9 gira')).toHaveCount(1);
  await expect(card(patricia, 'E9 gira')).toContainText(say('code_learning'));
});

test('the club says how long people take to react, and comments stand there', async () => {
  await patricia.goto(room.replace(/episodes.*/, 'settings'));
  const form = patricia.locator('form').filter({ has: patricia.getByLabel(say('settings_reaction')) });
  await form.getByLabel(say('settings_reaction')).fill('0');
  await form.getByLabel(say('settings_planned')).fill('10');
  await form.getByRole('button', { name: say('ui_save') }).click();
  await expect(form.getByText(say('ui_saved'))).toBeVisible();
  await expectAccessible(patricia, 'how people comment');
  await ana.reload();
  await expect.poll(() => video(ana).evaluate((v: HTMLVideoElement) => v.readyState)).toBeGreaterThan(1);
  await ana.getByRole('slider', { name: say('player_line') }).press('Home');
  await playUntil(ana, 2);
  await area(ana).pressSequentially('E1 ');
  const shown = await at(ana);
  await moment(ana).press('ArrowLeft');
  await expect.poll(() => at(ana)).toBeCloseTo(shown - 0.5, 0);
});

test('somebody new comes by an invitation and has a coded comment in six actions', async ({ browser }) => {
  const { pathname } = new URL(await invite(patricia, room.replace(/\/episodes.*/, ''), 'teacher'));
  const jorge = await openBrowser(browser, product, { width: 360, height: 800 });
  await acceptInvitation(jorge, pathname, 'Jorge Vergara', 'jorge@escuela.test');
  const actions = [
    () => jorge.getByRole('link', { name: 'Fracciones' }).first().click(),
    () => jorge.getByRole('button', { name: say('player_play'), exact: true }).click(),
    () => area(jorge).pressSequentially('E3 ordena las fichas por tamaño.'),
    () => press(jorge, say('code_learning')).click(),
    () => press(jorge, say('code_evidence')).click(),
    () => area(jorge).press('Enter'),
  ];
  for (const act of actions) await act();
  const written = card(jorge, 'E3 ordena');
  await expect(written).toContainText(say('code_learning'));
  await expect(written).toContainText(say('code_evidence'));
  await patricia.goto(room);
  await expect(card(patricia, 'E3 ordena')).toBeVisible();
  await jorge.context().close();
});
