import { randomUUID } from 'node:crypto';
import { expect, type Page, test } from '@playwright/test';
import {
  acceptInvitation,
  expectAccessible,
  firstRun,
  invite,
  openBrowser,
  say,
} from '../helpers/browser.ts';
import { clip } from '../helpers/clips.ts';
import { type Product, startProduct } from '../helpers/product.ts';

type Answer = { members: { userId: string; name: string }[] };

let product: Product;
test.beforeAll(async () => {
  product = await startProduct();
});
test.afterAll(() => product.stop());

const title = 'Fracciones con doblez de papel';
const card = (page: Page, words: string) => page.getByRole('article').filter({ hasText: words });
const button = (page: Page, key: string) => page.getByRole('button', { name: say(key), exact: true });

/** A card, whatever becomes of its words. */
async function held(page: Page, words: string) {
  const id = await card(page, words).getAttribute('data-thread');
  return page.locator(`[data-thread="${id}"]`);
}

/** Writes a comment where the video is, through the API of the page's own session. */
async function write(page: Page, room: string, body: object) {
  const id = randomUUID();
  const answer = await page.request.post(`/api/episodes/${room.split('/').at(-1)}/comments`, {
    data: { id, ...body },
  });
  expect(answer.status(), await answer.text()).toBe(200);
  return id;
}

test('a club notices alone, then reads together, and finds its way among what was written', async ({
  browser,
}) => {
  const patricia = await openBrowser(browser, product);
  const club = await firstRun(patricia, product, 'Club Los Aromos');
  const join = async (name: string, email: string, size?: { width: number; height: number }) => {
    const page = await openBrowser(browser, product, size);
    await acceptInvitation(page, new URL(await invite(patricia, club, 'teacher')).pathname, name, email);
    return page;
  };
  const ana = await join('Ana Riquelme', 'ana@escuela.test');
  const jorge = await join('Jorge Vergara', 'jorge@escuela.test', { width: 390, height: 800 });
  const room = await addEpisode(ana, club);
  await planMeeting(patricia, club);

  await test.step('the mediator lets everybody watch alone first', async () => {
    await patricia.goto(room);
    await button(patricia, 'room_alone_first').click();
    await expect(patricia.getByText(say('room_alone'))).toBeVisible();
  });

  const anas = 'E4 cuenta con los dedos y dice «ah, pero son seis».';
  const patricias = '¿Qué vio u oyó que le hizo pensar eso?';
  await test.step('each sees only their own, and how many others wrote is nowhere', async () => {
    await ana.goto(room);
    await expect(ana.getByText(say('room_alone'))).toBeVisible();
    await write(ana, room, { atMs: 1000, endMs: 3000, text: anas });
    await expect(card(ana, anas)).toBeVisible();
    await write(patricia, room, { atMs: 2000, text: 'Miren la segunda respuesta, @Ana Riquelme.' });
    await expect(card(patricia, 'Miren la segunda')).toBeVisible();
    await expect(ana.getByRole('article')).toHaveCount(1);
    await expect(patricia.getByRole('article')).toHaveCount(1);
    await expectAccessible(ana, 'the room, alone');
  });

  await test.step('when it opens, they are told, and read each other', async () => {
    await button(patricia, 'room_open_all').click();
    await expect(ana.getByText(say('room_opened'))).toBeVisible();
    await expect(card(ana, 'Miren la segunda')).toBeVisible();
    await expect(card(patricia, anas)).toContainText(say('room_alone_mark'));
  });

  await test.step('whoever comes only now chooses when to read', async () => {
    await jorge.goto(room);
    await expect(jorge.getByText(say('room_late'))).toBeVisible();
    await expect(jorge.getByRole('article')).toHaveCount(0);
    await expectAccessible(jorge, 'the room, for a late joiner');
    await button(jorge, 'room_late_first').click();
    await write(jorge, room, { atMs: 4000, text: 'Se nota que varios no entendieron.' });
    await expect(card(ana, 'Se nota que varios')).toContainText(say('room_alone_mark'));
    await button(jorge, 'room_late_read').click();
    await expect(card(jorge, anas)).toBeVisible();
  });

  await test.step('a private note is its author’s alone until she shares it', async () => {
    const note = 'Esto quiero pensarlo antes de decirlo.';
    await write(ana, room, { atMs: 5000, text: note, onlyMine: true });
    await expect(card(ana, note)).toContainText(say('room_only_mine'));
    await expect(card(jorge, note)).toHaveCount(0);
    await card(ana, note)
      .getByRole('button', { name: say('room_share') })
      .click();
    await ana
      .getByRole('dialog')
      .getByRole('button', { name: say('room_share') })
      .click();
    await expect(card(jorge, note)).toBeVisible();
    await expect(card(ana, note)).not.toContainText(say('room_only_mine'));
  });

  await test.step('what was edited can be read as it was', async () => {
    const mine = await held(ana, anas);
    await mine.getByRole('button', { name: say('room_edit') }).click();
    await mine.getByRole('textbox').fill(`${anas} Después borra. Y mira a E5.`);
    await mine.getByRole('button', { name: say('ui_save') }).click();
    await card(jorge, 'Después borra').getByRole('button', { name: 'Cambió 1 vez' }).click();
    await expect(jorge.getByRole('dialog')).toContainText(anas);
    await expectAccessible(jorge, 'what a comment was');
    await jorge.keyboard.press('Escape');
  });

  await test.step('its author parts it in two, and marks it with two presses', async () => {
    const mine = await held(ana, 'Después borra');
    await mine.getByRole('button', { name: say('room_more') }).click();
    await ana.getByRole('menuitem', { name: say('room_split') }).click();
    await mine.getByLabel(say('room_split_first')).fill(anas);
    await mine.getByLabel(say('room_split_second')).fill('Después borra, y mira a E5.');
    await expectAccessible(ana, 'a comment being parted');
    await mine.getByRole('button', { name: say('room_split'), exact: true }).click();
    await expect(card(jorge, 'Después borra, y mira a E5.')).toBeVisible();
    const first = card(ana, anas);
    await first.getByRole('button', { name: new RegExp(`^${say('room_mark_now')}`) }).click();
    await first.getByRole('button', { name: say('code_learning'), exact: true }).click();
    await expect(card(jorge, anas)).toContainText(say('code_learning'));
  });

  await test.step('the mediator says afterwards what a reply did', async () => {
    const parentId = (await card(patricia, anas).getAttribute('data-thread')) ?? '';
    await write(patricia, room, { parentId, atMs: 1000, text: patricias });
    const reply = patricia.locator('[data-reply]').filter({ hasText: patricias });
    await reply.getByRole('button', { name: say('room_more') }).click();
    await patricia.getByRole('menuitem', { name: say('room_tag') }).click();
    await patricia.getByRole('radio', { name: new RegExp(`^${say('move_pressing')}`) }).check();
    await expectAccessible(patricia, 'the moves of a mediator');
    await patricia.getByRole('button', { name: say('ui_save') }).click();
    await expect(card(ana, anas)).toContainText(say('move_pressing'));
  });

  await test.step('words, people and marks are found, and Escape shows all again', async () => {
    await button(ana, 'room_find').click();
    await ana.getByRole('searchbox').fill('despues MIRA');
    await expect(ana.getByRole('article')).toHaveCount(1);
    await expect(ana.getByText('1 comentario', { exact: true })).toBeVisible();
    await expectAccessible(ana, 'finding');
    await ana.getByRole('searchbox').press('Escape');
    await expect(ana.getByRole('article')).toHaveCount(5);
    await ana.getByLabel(say('room_find_person')).selectOption({ label: 'Jorge Vergara' });
    await expect(ana.getByRole('article')).toHaveCount(1);
    await ana.getByLabel(say('room_find_person')).selectOption('');
    await ana.getByRole('button', { name: new RegExp(`^${say('room_independent')} `) }).click();
    await expect(card(ana, 'Se nota que varios')).toBeVisible();
    await expect(card(ana, 'Esto quiero pensarlo')).toHaveCount(0);
    await button(ana, 'room_find').click();
  });

  await test.step('what is new is walked through by key, and so are those from before one came', async () => {
    await jorge.goto(club);
    const mentions = [await idOf(ana, club, 'Jorge Vergara')];
    await write(ana, room, { atMs: 9000, text: 'E9 gira la cadera, @Jorge Vergara.', mentions });
    await write(ana, room, { atMs: 500, text: 'Toma el papel y lo dobla.' });
    await jorge.goto(club);
    await expect(jorge.getByRole('heading', { name: say('club_mentions') })).toBeVisible();
    await jorge.getByRole('link', { name: /E9 gira la cadera/ }).click();
    await expect(card(jorge, 'E9 gira')).toBeInViewport();
    await expect(jorge.getByRole('button', { name: /^Nuevos [1-9]/ })).toBeVisible();
    await jorge.keyboard.press('Shift+N');
    await expect(card(jorge, 'E9 gira')).not.toHaveClass(/selected/);
    await expect(jorge.locator('[data-thread]:focus, [data-reply]:focus')).toHaveCount(1);
    for (let walked = 0; walked < 9; walked += 1) await jorge.keyboard.press('n');
    await expect(card(jorge, 'E9 gira')).toBeFocused();
    await expect(jorge.getByText(say('room_new_none'))).toBeAttached();
  });

  await test.step('whoever’s session ended is told so, and keeps what is written', async () => {
    const area = ana.getByPlaceholder(say('room_placeholder'));
    await area.fill('Lo que estaba escribiendo');
    await ana.context().clearCookies();
    const mine = await held(ana, 'Toma el papel');
    await mine.getByRole('button', { name: say('room_edit') }).click();
    await mine.getByRole('textbox').fill('Toma el papel.');
    await mine.getByRole('button', { name: say('ui_save') }).click();
    await expect(ana.getByText(say('app_session_ended'))).toBeVisible();
    await expect(area).toHaveValue('Lo que estaba escribiendo');
  });
});

async function idOf(page: Page, club: string, name: string) {
  const answer = await page.request.get(`/api${club}`);
  const { members } = (await answer.json()) as Answer;
  return members.find((member) => member.name === name)?.userId ?? '';
}

/** Ana's clip, shared with her club; returns the address of its room. */
async function addEpisode(ana: Page, club: string) {
  await ana.goto(`${club}/upload`);
  await ana.locator('input[type=file]').setInputFiles(await clip('lesson'));
  await ana.getByLabel(say('episode_title'), { exact: true }).fill(title);
  for (const box of await ana.getByRole('checkbox').all()) await box.check();
  await ana.getByRole('button', { name: say('upload_send') }).click();
  await expect(ana.getByText(new RegExp(`^${say('upload_done').slice(0, 14)}`))).toBeVisible();
  await ana.goto(`${club}/episodes`);
  const share = ana.getByRole('button', { name: say('episode_share') });
  await expect(share).toBeEnabled({ timeout: 90_000 });
  await share.click();
  await ana
    .getByRole('dialog')
    .getByRole('button', { name: say('episode_share') })
    .click();
  return (await ana.getByRole('link', { name: title }).first().getAttribute('href')) ?? '';
}

async function planMeeting(patricia: Page, club: string) {
  await patricia.goto(`${club}/meetings`);
  await patricia
    .getByRole('button', { name: say('meetings_plan') })
    .first()
    .click();
  const dialog = patricia.getByRole('dialog');
  await dialog.getByRole('checkbox', { name: new RegExp(title) }).check();
  await dialog.getByRole('button', { name: say('meetings_plan') }).click();
  await expect(patricia.getByRole('link', { name: title })).toBeVisible();
}
