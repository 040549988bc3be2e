import { expect, type Page, test } from '@playwright/test';
import {
  acceptInvitation,
  expectAccessible,
  invite,
  openBrowser,
  password,
  say,
  signIn,
} from '../helpers/browser.ts';
import { type Product, runScript, startProduct } from '../helpers/product.ts';

let product: Product;
test.beforeAll(async () => {
  product = await startProduct({ DEMO_PASSWORD: password });
  await runScript(product, 'scripts/make-demo.ts');
});
test.afterAll(() => product.stop());

const demo = 'Club Escuela Los Aromos';
const phone = { width: 360, height: 740 };
const carmenName = 'Carmen Soto';

test('a club agrees to be coordinated, sees what is seen of it, and takes its yes back', async ({
  browser,
}) => {
  const soledad = await openBrowser(browser, product);
  const patricia = await openBrowser(browser, product);
  const carmen = await openBrowser(browser, product, phone);
  await signIn(soledad, 'soledad.munoz@example.org');
  await signIn(patricia, 'patricia@example.org');

  await test.step('somebody of another, small club has no way to the page of coordinators', async () => {
    const made = await soledad.request.post('/api/clubs', {
      data: { name: 'Club Los Robles', goal: 'Mirar juntos.', howSeen: 'club' },
    });
    const { id } = (await made.json()) as { id: string };
    await acceptInvitation(
      carmen,
      await invite(soledad, `/clubs/${id}`, 'teacher'),
      carmenName,
      'carmen@escuela.test',
    );
    await openAccountMenu(carmen);
    await expect(carmen.getByRole('menuitem', { name: say('app_account') })).toBeVisible();
    await expect(carmen.getByRole('menuitem', { name: say('overview_title') })).toHaveCount(0);
    await carmen.goto('/overview');
    await expect(carmen.getByText(say('overview_none_title'))).toBeVisible();
  });

  await test.step('the first account asks two clubs', async () => {
    await soledad.goto('/installation');
    await expect(soledad.getByText(say('overview_here_none'))).toBeVisible();
    await soledad.getByLabel(say('overview_give_email')).fill('carmen@escuela.test');
    await soledad.getByRole('button', { name: say('overview_give_send') }).click();
    await expect(soledad.getByText(say('overview_give_missing'))).toBeVisible();
    await soledad.getByLabel(demo).check();
    await soledad.getByLabel('Club Los Robles').check();
    await soledad.getByRole('button', { name: say('overview_give_send') }).click();
    await expect(soledad.getByText(say('overview_give_sent'))).toBeVisible();
    await expect(soledad.getByText(say('overview_here_unanswered'))).toHaveCount(2);
    await expectAccessible(soledad, '/installation');
  });

  await test.step('until a club answers, its name is all that is seen', async () => {
    await carmen.goto('/');
    await openAccountMenu(carmen);
    await carmen.getByRole('menuitem', { name: say('overview_title') }).click();
    await expect(carmen.getByRole('heading', { name: demo })).toBeVisible();
    await expect(carmen.getByText(say('overview_unanswered'))).toHaveCount(2);
    await expect(carmen.getByText(say('shift_what'))).toHaveCount(0);
  });

  const club = await clubOf(patricia);
  await test.step('the mediator reads what it is about, and says yes', async () => {
    const asked = say('overview_notice_asked', { name: carmenName, club: demo });
    await patricia.goto(`${club}/settings`);
    await expect(patricia.getByText(asked)).toBeVisible();
    await expect(patricia.getByText(say('overview_ask', { name: carmenName }))).toBeVisible();
    await expect(patricia.getByText(say('overview_ask_sees'))).toBeVisible();
    await expectAccessible(patricia, 'the question to the club');
    await patricia.getByRole('button', { name: say('overview_answer_yes') }).click();
    await expect(patricia.getByRole('button', { name: say('overview_answer_end') })).toBeVisible();
  });

  const cardOf = (page: Page) => page.locator('section', { has: page.getByRole('heading', { name: demo }) });
  await test.step('the coordinator sees the club, on a phone, and the small one says why not', async () => {
    await soledad.goto(`${await clubOf(soledad)}/settings`);
    await soledad.getByRole('button', { name: say('overview_answer_yes') }).click();
    await expect(soledad.getByRole('button', { name: say('overview_answer_end') })).toBeVisible();
    await carmen.reload();
    await expect(cardOf(carmen)).toContainText(say('shift_how'));
    await expect(carmen.getByText(say('overview_few', { fewest: 5 }))).toBeVisible();
    await expect(carmen.getByText(say('club_wall'))).toBeVisible();
    await expectAccessible(carmen, '/overview');
    const wide = await carmen.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
    expect(wide).toBe(false);
  });

  await test.step('a teacher of the club sees the very same, and who sees it', async () => {
    const ana = await openBrowser(browser, product, phone);
    await signIn(ana, 'ana@example.org');
    await expect(
      ana.getByText(say('overview_notice_agreed', { name: carmenName, club: demo })),
    ).toBeVisible();
    await ana.goto(`${club}/who-sees-what`);
    await ana.getByRole('link', { name: say('overview_club_link') }).click();
    await expect(cardOf(ana)).toContainText(say('shift_how'));
    expect(await cardOf(ana).innerText()).toBe(await cardOf(carmen).innerText());
    await expect(ana.getByText(`${carmenName} lo ve desde`)).toBeVisible();
    await expectAccessible(ana, 'what a coordinator sees');
  });

  await test.step('the club itself is not there for the coordinator', async () => {
    await carmen.goto(`${club}/shift`);
    await expect(carmen.getByText(say('problem_club_not_found'))).toBeVisible();
    await carmen.goto('/overview');
  });

  await test.step('the yes is taken back at once', async () => {
    await patricia.getByRole('button', { name: say('overview_answer_end') }).click();
    await patricia
      .getByRole('dialog')
      .getByRole('button', { name: say('overview_answer_end') })
      .click();
    await expect(patricia.getByText(say('overview_who_no', { name: carmenName }))).toBeVisible();
    await carmen.reload();
    await expect(carmen.getByText(say('overview_unanswered'))).toHaveCount(1);
    await expect(carmen.getByText(say('shift_what'))).toHaveCount(0);
  });

  await test.step('the first account takes a club back', async () => {
    await soledad.goto('/installation');
    const take = say('overview_here_take_name', { club: demo, name: carmenName });
    await soledad.getByRole('button', { name: take }).click();
    await soledad
      .getByRole('dialog')
      .getByRole('button', { name: say('overview_here_take') })
      .click();
    await expect(soledad.getByRole('button', { name: take })).toHaveCount(0);
    await carmen.reload();
    await expect(carmen.getByRole('heading', { name: 'Club Los Robles' })).toBeVisible();
    await expect(carmen.getByRole('heading', { name: demo })).toHaveCount(0);
  });
});

/** The address of the first club of whoever is signed in. */
async function clubOf(page: Page) {
  await page.goto('/');
  const link = page.locator('article h2 a').first();
  await expect(link).toBeVisible();
  return (await link.getAttribute('href')) ?? '';
}

async function openAccountMenu(page: Page) {
  await page.getByRole('button', { name: /^Cuenta de/ }).click();
}
