import { randomUUID } from 'node:crypto';
import { expect, type Page, type Route, test } from '@playwright/test';
import { expectAccessible, openBrowser, say, sendSignIn, signIn } from '../helpers/browser.ts';
import { type Product, startProduct } from '../helpers/product.ts';
import { area, card, openRoom, press } from '../helpers/room.ts';

// One club for all: each story goes on where the one before ends.
test.describe.configure({ mode: 'serial' });

let product: Product;
let room: string;
let ana: Page;
let patricia: Page;
test.beforeAll(async ({ browser }) => {
  test.setTimeout(240_000);
  product = await startProduct();
  ({ ana, patricia, room } = await openRoom(browser, product));
});
test.afterAll(() => product.stop());

async function write(page: Page, words: string) {
  await area(page).fill(words);
  await area(page).press('Enter');
}

/** Opens one's own comment for changing. */
async function edit(page: Page, words: string) {
  await card(page, words)
    .getByRole('button', { name: say('room_edit') })
    .click();
  return page.getByRole('textbox', { name: say('room_edit') });
}

test('the server falls while people write: what was written arrives, once, and in order', async () => {
  await write(ana, 'E4 dobla la hoja en tres.');
  await expect(card(patricia, 'E4 dobla')).toBeVisible();
  await patricia.context().setOffline(true);
  await product.crashServer();
  await write(ana, 'E5 cuenta las partes.');
  await write(ana, 'E6 borra lo que escribió.');
  await expect(card(ana, 'E6 borra')).not.toContainText(say('room_waiting'));
  await patricia.context().setOffline(false);
  for (const words of ['E4 dobla', 'E5 cuenta', 'E6 borra'])
    await expect(card(patricia, words)).toHaveCount(1);
  await expect(patricia.getByRole('article')).toContainText(['E4 dobla', 'E5 cuenta', 'E6 borra']);
  // It is heard again, without a reload.
  await write(ana, 'E7 pregunta «¿por qué?».');
  await expect(card(patricia, 'E7 pregunta')).toHaveCount(1);
});

test('one changes a comment in two places: the second is told, and keeps the words', async ({ browser }) => {
  const phone = await openBrowser(browser, product, { width: 360, height: 800 });
  await signIn(phone, 'ana@escuela.test');
  await phone.goto(room);
  const onPhone = await edit(phone, 'E4 dobla');
  await onPhone.fill('E4 dobla la hoja en tres y marca una parte.');
  const onDesk = await edit(ana, 'E4 dobla');
  await onDesk.fill('E4 dobla la hoja en cuatro.');
  await onDesk.press('Enter');
  await expect(card(patricia, 'E4 dobla la hoja en cuatro.')).toBeVisible();
  await onPhone.press('Enter');
  await expect(phone.getByText(say('problem_comment_changed_meanwhile'))).toBeVisible();
  await expect(onPhone).toHaveValue('E4 dobla la hoja en tres y marca una parte.');
  await expectAccessible(phone, 'a comment that changed meanwhile');
  await expect(card(patricia, 'E4 dobla la hoja en cuatro.')).toBeVisible();
  // Told once; saving again is a decision.
  await onPhone.press('Enter');
  await expect(card(patricia, 'E4 dobla la hoja en tres y marca una parte.')).toBeVisible();
  await phone.context().close();
});

test('what is pasted stays words: markup, emoji, both directions of writing, 5,000 letters', async () => {
  const markup = '<img src=x onerror="document.title=\'no\'"> <b>E4</b> 👩🏽‍🏫 dice שלום y مرحبا';
  await write(ana, markup);
  await expect(card(patricia, '<img src=x')).toContainText(markup);
  const long = `E8 ${'habla con su grupo y '.repeat(238)}`.slice(0, 4999).trimEnd().concat('.');
  await write(ana, long);
  await expect(card(patricia, 'E8 habla con su grupo')).toBeVisible();
  expect(await patricia.title()).not.toBe('no');
  const fits = () =>
    patricia.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth);
  expect(await fits()).toBe(true);
});

test('a server too busy to tell what is new is asked again', async () => {
  let refused = 0;
  const refuse = async (route: Route) => {
    refused += 1;
    await route.fulfill({ status: 503, json: { code: 'busy' } });
  };
  await patricia.route('**/api/comments/*', refuse, { times: 1 });
  await write(ana, 'E9 mira la pizarra y copia.');
  await expect(card(patricia, 'E9 mira la pizarra')).toBeVisible();
  expect(refused).toBe(1);
});

test('a hundred replies are the last three, until one asks for the others', async () => {
  const episodeId = room.split('/').at(-1);
  const comments = `/api/episodes/${episodeId}/comments`;
  const listed = (await (await patricia.request.get(comments)).json()) as {
    comments: { id: string; text: string }[];
  };
  const parentId = listed.comments.find(({ text }) => text.startsWith('E5 cuenta'))?.id;
  for (let n = 1; n <= 100; n += 1) {
    const data = { id: randomUUID(), parentId, atMs: 0, text: `Respuesta ${n} de cien` };
    expect((await patricia.request.post(comments, { data })).ok()).toBe(true);
  }
  const thread = card(ana, 'E5 cuenta');
  await expect(thread.locator('[data-reply]').last()).toContainText('Respuesta 100 de cien');
  await expect(thread.locator('[data-reply]')).toHaveCount(3);
  await thread.getByRole('button', { name: 'Ver 97 respuestas anteriores' }).click();
  await expect(thread.locator('[data-reply]')).toHaveCount(100);
  await expect(thread.locator('[data-reply]').first()).toContainText('Respuesta 1 de cien');
});

for (const colorScheme of ['light', 'dark'] as const)
  test(`axe finds nothing in any state of the room, ${colorScheme}`, async () => {
    test.setTimeout(240_000);
    await ana.emulateMedia({ colorScheme });
    // Its video on the way, and never there.
    await ana.route('**/media/**', () => {});
    await ana.goto(room);
    await expect(card(ana, 'E5 cuenta')).toBeVisible();
    await expectAccessible(ana, 'a room whose video is on its way');
    await ana.unroute('**/media/**');
    await ana.route('**/media/**', (route) => route.fulfill({ status: 500, body: '' }));
    await ana.reload();
    await expect(card(ana, 'E5 cuenta')).toBeVisible();
    await expect(ana.getByRole('button', { name: say('ui_retry') }).first()).toBeVisible({ timeout: 60_000 });
    await expectAccessible(ana, 'a room whose video does not come');
    await ana.unroute('**/media/**');
    await ana.reload();

    const own = card(ana, 'E5 cuenta');
    await own
      .getByRole('button', { name: say('room_more') })
      .first()
      .click();
    await expectAccessible(ana, 'what can be done with a comment');
    await ana.getByRole('menuitem', { name: say('room_remove') }).click();
    await expect(ana.getByRole('dialog')).toBeVisible();
    await expectAccessible(ana, 'whether to delete a comment');
    await ana.keyboard.press('Escape');
    await edit(ana, 'E5 cuenta');
    await expectAccessible(ana, 'a comment being changed');
    await ana.keyboard.press('Escape');
    await ana.getByRole('button', { name: say('room_find') }).click();
    await ana.getByRole('searchbox').fill('nadie lo dijo');
    await expect(card(ana, 'E5 cuenta')).toHaveCount(0);
    await expectAccessible(ana, 'nothing found');
    await ana.context().setOffline(true);
    await ana.getByRole('searchbox').fill('');
    await write(ana, `E3 borra, ${colorScheme}.`);
    await expect(card(ana, `E3 borra, ${colorScheme}`)).toContainText(say('room_waiting'));
    await expect(ana.getByText(say('app_offline'))).toBeVisible();
    await expectAccessible(ana, 'the room without a connection');
    await ana.context().setOffline(false);
    await ana.goto(room);
  });

test('the session ends while one writes: one is told at once, and nothing is lost', async () => {
  await area(ana).fill('E9 muestra con la regla');
  await press(ana, say('code_learning')).click();
  const sessions = (await (await ana.request.get('/api/auth/sessions')).json()) as {
    id: string;
    current: boolean;
  }[];
  // From another place of hers, as after a lost phone.
  const own = sessions.find(({ current }) => current);
  const gone = await ana.request.delete(`/api/auth/sessions/${own?.id}`);
  expect(gone.ok()).toBe(true);
  await expect(ana.getByText(say('app_session_ended'))).toBeVisible();
  await area(ana).press('Enter');
  await expect(card(ana, 'E9 muestra')).toContainText(say('room_waiting_signed_out'));
  await expectAccessible(ana, 'the room without a session');
  await ana.getByRole('link', { name: say('app_sign_in') }).click();
  await sendSignIn(ana, 'ana@escuela.test');
  await ana.waitForURL(new RegExp(room));
  await expect(card(patricia, 'E9 muestra con la regla')).toContainText(say('code_learning'));
  await expect(card(ana, 'E9 muestra')).not.toContainText(say('room_waiting_signed_out'));
});

test('the episode is withdrawn while one writes: the words say so, and come back with it', async () => {
  await area(ana).fill('E2 levanta la mano y');
  const episode = `/api/episodes/${room.split('/').at(-1)}`;
  await patricia.request.post(`${episode}/withdraw`);
  await expect(ana.getByRole('heading', { name: say('room_taken_title') }).last()).toBeVisible();
  await expect(ana.getByText(say('room_taken_text'))).toBeVisible();
  await expect(ana.locator('video')).toHaveCount(0);
  await expectAccessible(ana, 'an episode that was withdrawn');
  await patricia.request.post(`${episode}/restore`);
  await expect(area(ana)).toHaveValue('E2 levanta la mano y');
});
