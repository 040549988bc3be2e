import { expect, type Page, test } from '@playwright/test';
import { expectAccessible, openBrowser, password, say, signIn } from '../helpers/browser.ts';
import { type Product, runScript, startProduct } from '../helpers/product.ts';

// One club for all: each story goes on where the one before ends.
test.describe.configure({ mode: 'serial' });

let product: Product;
let patricia: Page;
let club: string;
let teachers: string[];
test.beforeAll(async ({ browser }) => {
  product = await startProduct({ DEMO_PASSWORD: password });
  const made = JSON.parse(await runScript(product, 'scripts/make-demo.ts')) as {
    users: { email: string; role: string }[];
  };
  teachers = made.users.filter(({ role }) => role === 'teacher').map(({ email }) => email);
  patricia = await openBrowser(browser, product);
  await signIn(patricia, 'patricia@example.org');
  const { clubs } = (await (await patricia.request.get('/api/clubs')).json()) as { clubs: { id: string }[] };
  club = `/clubs/${clubs[0]!.id}`;
});
test.afterAll(() => product.stop());

const place = (page: Page) => page.locator('#place');
const radio = (page: Page, word: string) => page.getByRole('radio', { name: new RegExp(`^${say(word)}`) });
const total = async (page: Page) => Number(/\d+$/.exec((await place(page).textContent()) ?? '')?.[0]);

test('comments are drawn, coded by keyboard without knowing whose, and gone on with after a reload', async () => {
  const page = patricia;
  await page.goto(`${club}/research/agreement`);
  await expect(page.getByRole('button', { name: say('blind_draw') })).toBeVisible();
  await expectAccessible(page, 'nothing drawn yet');
  await page.getByRole('button', { name: say('blind_draw') }).click();
  await page.getByRole('link', { name: say('blind_desk_title') }).click();
  await expect(place(page)).toHaveText(/^Comentario 1 de \d+$/);
  await expectAccessible(page, 'the desk');
  const many = await total(page);

  await test.step('an answer on each axis, by key', async () => {
    await page.keyboard.press('Enter');
    await expect(page.getByRole('alert')).toHaveText(say('blind_missing'));
    await page.keyboard.press('2');
    await page.keyboard.press('4');
    await expect(radio(page, 'code_learning')).toBeChecked();
    await expect(radio(page, 'code_evidence')).toBeChecked();
    await page.keyboard.press('Enter');
    await expect(place(page)).toHaveText(`Comentario 2 de ${many}`);
    await page.keyboard.press('1');
    await page.keyboard.press('0');
    await page.keyboard.press('Enter');
    await expect(place(page)).toHaveText(`Comentario 3 de ${many}`);
    // Also where a mark has the focus because it was pressed.
    await page
      .locator('label')
      .filter({ hasText: say('code_judgment') })
      .click();
    await page.keyboard.press('0');
    await page.keyboard.press('Enter');
    await expect(place(page)).toHaveText(`Comentario 4 de ${many}`);
  });

  await test.step('after a reload it goes on at the fourth', async () => {
    await page.reload();
    await expect(place(page)).toHaveText(`Comentario 4 de ${many}`);
    await expect(page.getByText(say('blind_progress', { done: 3, total: many }))).toBeVisible();
    await expect(page.getByRole('radio', { checked: true })).toHaveCount(0);
  });

  await test.step('one can go back and change an answer', async () => {
    await page.keyboard.press('Backspace');
    await expect(place(page)).toHaveText(`Comentario 3 de ${many}`);
    await page.keyboard.press('Backspace');
    await expect(place(page)).toHaveText(`Comentario 2 de ${many}`);
    await expect(radio(page, 'code_teaching')).toBeChecked();
    await page.keyboard.press('2');
    await page.keyboard.press('Enter');
    await expect(place(page)).toHaveText(`Comentario 4 de ${many}`);
  });

  await test.step('a mediator’s own desk shows whose each comment is', async () => {
    await page.goto(`${club}/research/coding?source=mediator`);
    await expect(page.getByRole('link', { name: say('blind_see_there') })).toBeVisible();
    await expectAccessible(page, 'a mediator’s own desk');
  });
});

test('how far they agree is told with its n, and authors are asked before anything is shown', async ({
  browser,
}) => {
  const page = patricia;
  // The rest as fast as the desk answers.
  const at = `/api${club}/desk`;
  type Given = { comment: { key: string } | null };
  let given = (await (await page.request.get(`${at}?source=blind`)).json()) as Given;
  for (let turn = 0; given.comment; turn += 1) {
    const codes = { what: turn % 3 ? 'learning' : 'teaching', how: turn % 2 ? 'evidence' : 'judgment' };
    const data = { source: 'blind', key: given.comment.key, codes };
    given = (await (await page.request.put(at, { data })).json()) as Given;
  }
  await page.goto(`${club}/research/coding`);
  await expect(page.getByText(say('blind_done_title'))).toBeVisible();
  await page.getByRole('link', { name: say('blind_to_agreement') }).click();
  await expect(page.getByText(/^Coinciden en \d+\s% \(\d+ de \d+\)$/).first()).toBeVisible();
  await expect(page.getByText(say('blind_alpha')).first()).toBeVisible();
  await expectAccessible(page, 'agreement');

  await page
    .getByRole('button', { name: say('blind_raise') })
    .first()
    .click();
  await expect(page.getByText(say('blind_raised'))).toBeVisible();
  await page.setViewportSize({ width: 360, height: 740 });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
  expect(wide, 'it scrolls sideways').toBe(false);

  let asked = 0;
  for (const email of teachers) {
    const teacher = await openBrowser(browser, product);
    await signIn(teacher, email);
    await teacher.goto(club);
    await expect(teacher.getByRole('heading', { level: 1 })).toBeVisible();
    asked += await teacher.getByRole('link', { name: say('blind_ask_see') }).count();
    await teacher.context().close();
  }
  expect(asked).toBeGreaterThanOrEqual(3);
});
