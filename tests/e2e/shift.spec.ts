import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, type Page, test } from '@playwright/test';
import { expectAccessible, openBrowser, password, say, signIn } from '../helpers/browser.ts';
import { type Product, runScript, startProduct } from '../helpers/product.ts';

let product: Product;
let club: string;
let ana: Page;
test.beforeAll(async ({ browser }) => {
  product = await startProduct({ DEMO_PASSWORD: password });
  await runScript(product, 'scripts/make-demo.ts');
  ana = await openBrowser(browser, product);
  await signIn(ana, 'ana@example.org');
  await ana.getByRole('link', { name: 'Club Escuela Los Aromos' }).first().click();
  await ana.waitForURL(/\/clubs\/[0-9a-f-]{36}$/);
  club = new URL(ana.url()).pathname;
});
test.afterAll(() => product.stop());
test.beforeEach(async () => {
  await ana.goto(`${club}/shift`);
  await expect(ana.getByRole('heading', { name: say('shift_trend') })).toBeVisible();
});

/** A sentence as it is read, without what stands out in it. */
const plain = (key: string) => say(key).replaceAll('**', '');

test('the page says first what changed, by how much and how sure, and of how many', async () => {
  const [lead] = await ana.locator('.shift p.text-l').allTextContents();
  expect(lead).toContain(plain('shift_say_both_up'));
  expect(lead).toMatch(/30\s%.\(25 de 83\) a 56\s%.\(50 de 89\)/);
  await expect(ana.getByText(/Por encuentro, la parte sobre aprendizaje cambió en \+4 puntos/)).toBeVisible();
  await expect(ana.getByText(/Se basa en 357 comentarios marcados de 8 personas/)).toBeVisible();
  await ana.getByText(say('shift_computed')).click();
  await expect(ana.getByText(/Phipson, B\., & Smyth/)).toBeVisible();
});

test('a filter is chosen, stands in the address, and is taken off again', async () => {
  await ana.getByRole('button', { name: say('shift_filters'), exact: true }).click();
  await ana.getByLabel(say('shift_view_phase')).selectOption('before');
  await expect(ana).toHaveURL(/\?phase=before$/);
  await expect(
    ana.getByText(say('shift_filters_shown', { filters: say('shift_view_phase_before') })),
  ).toBeVisible();
  await expect(ana.getByText(/Se basa en 357 comentarios/)).toBeHidden();
  await ana.reload();
  await expect(
    ana.getByText(say('shift_filters_shown', { filters: say('shift_view_phase_before') })),
  ).toBeVisible();
  await ana.goto(`${club}/shift?source=blind`);
  await expect(ana.getByText(say('shift_filters_nothing'))).toBeVisible();
  await ana.getByRole('button', { name: say('shift_filters_clear') }).click();
  await expect(ana.getByText(/Se basa en 357 comentarios/)).toBeVisible();
});

test('behind a dot, pressed by key, stand its comments; one of them opens the room at its moment', async () => {
  const dot = ana.locator('g.dot').nth(4);
  await dot.focus();
  await ana.keyboard.press('Enter');
  await expect(ana.getByRole('heading', { name: say('shift_behind', { number: 5 }) })).toBeVisible();
  const comment = ana.getByRole('link', { name: /^\d\d:\d\d, / });
  await expect(comment).toHaveCount(38);
  await expectAccessible(ana, 'the shift with the comments of a meeting');
  await comment.nth(3).click();
  await expect(ana).toHaveURL(/\/episodes\/[0-9a-f-]{36}\?c=[0-9a-f-]{36}$/);
  await expect(ana.getByText('Una carta de 1813').first()).toBeVisible();
});

test('a chart is kept as a picture that other programs read', async () => {
  const keep = async (as: 'png' | 'svg') => {
    await ana.getByRole('button', { name: `${say('shift_save')}: ${say('shift_lines')}` }).click();
    const [file] = await Promise.all([
      ana.waitForEvent('download'),
      ana.getByRole('menuitem', { name: say(`shift_save_${as}`) }).click(),
    ]);
    expect(file.suggestedFilename()).toBe(`Encuentro-por-encuentro.${as}`);
    return file.path();
  };
  const size = [
    '-v',
    'error',
    '-select_streams',
    'v',
    '-show_entries',
    'stream=codec_name,width',
    '-of',
    'csv=p=0',
  ];
  const [codec, width] = execFileSync('ffprobe', [...size, await keep('png')], { encoding: 'utf8' }).split(
    ',',
  );
  expect([codec, Number(width) > 800]).toEqual(['png', true]);
  const svg = readFileSync(await keep('svg'), 'utf8');
  // As another page would show it, without our styles: the lines have their colours with them.
  const other = await ana.context().newPage();
  await other.setContent(svg);
  await expect(other.getByText(say('shift_lines'))).toBeVisible();
  const strokes = await other
    .locator('path')
    .evaluateAll((all) => all.map((one) => one.getAttribute('stroke')));
  expect(strokes.some((stroke) => /^rgb\(/.test(stroke ?? ''))).toBe(true);
  expect(svg).not.toMatch(/NaN|undefined|var\(/);
  await other.close();
});

test('projected, one panel fills the screen; arrows move, Escape comes back', async () => {
  await ana.getByRole('button', { name: say('shift_project') }).click();
  const screen = ana.getByRole('dialog');
  await expect(screen.getByText(plain('shift_say_both_up'))).toBeVisible();
  await ana.keyboard.press('ArrowRight');
  await expect(screen.getByRole('heading', { name: say('shift_quadrant') })).toBeVisible();
  await expectAccessible(ana, 'projected');
  await ana.keyboard.press('ArrowLeft');
  await expect(screen.getByRole('heading', { name: say('club_shift') })).toBeVisible();
  await ana.keyboard.press('Escape');
  await expect(screen).toBeHidden();
});

test('one’s path is one’s own until one shows it, and the club sees paths once four do', async ({
  browser,
}) => {
  const card = ana
    .locator('section')
    .filter({ has: ana.getByRole('heading', { name: say('shift_people') }) });
  await expect(card.getByText(say('shift_people_nobody'))).toBeVisible();
  await card.getByLabel(say('shift_people_show')).check();
  await expect(card.getByText('1 persona lo muestra.')).toBeVisible();
  const clubId = club.split('/').at(-1);
  for (const name of ['camila', 'jorge', 'carla']) {
    const other = await openBrowser(browser, product);
    await signIn(other, `${name}@example.org`);
    const answer = await other.request.put(`/api/clubs/${clubId}/shift/people`, { data: { shown: true } });
    expect(answer.ok()).toBe(true);
    await other.context().close();
  }
  await ana.reload();
  await expect(card.getByRole('heading', { name: say('shift_people_shown') })).toBeVisible();
  await expect(card.getByRole('listitem')).toHaveCount(4);
  await card.getByLabel(say('shift_people_show')).uncheck();
  await expect(card.getByRole('heading', { name: say('shift_people_shown') })).toBeHidden();
});
