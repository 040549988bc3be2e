import { expect, test } from '@playwright/test';
import {
  acceptInvitation,
  firstRun,
  invite,
  openBrowser,
  password,
  say,
  signIn,
} from '../helpers/browser.ts';
import { type Product, startProduct } from '../helpers/product.ts';

let product: Product;
test.beforeAll(async () => {
  product = await startProduct();
});
test.afterAll(() => product.stop());

test('an empty installation becomes a club with its people', async ({ browser }) => {
  const patricia = await openBrowser(browser, product);

  await test.step('the first account is made with the token of the terminal, and nobody gets in without it', async () => {
    await patricia.goto('/');
    await expect(patricia).toHaveURL(/\/setup/);
    await patricia.getByLabel(say('setup_token')).fill('x'.repeat(22));
    await patricia.getByLabel(say('field_name')).fill('Alguien');
    await patricia.getByLabel(say('field_email')).fill('alguien@escuela.test');
    await patricia.getByLabel(say('field_password'), { exact: true }).fill(password);
    await patricia.getByRole('button', { name: say('setup_send') }).click();
    await expect(patricia.getByText(say('problem_setup_token_wrong'))).toBeVisible();
  });

  const club = await firstRun(patricia, product, 'Club Escuela Los Aromos');
  await expect(patricia.getByRole('heading', { name: 'Club Escuela Los Aromos' })).toBeVisible();

  const link = await invite(patricia, club, 'teacher');
  const ana = await openBrowser(browser, product, { width: 360, height: 800 });
  await test.step('a teacher comes by an invitation, on a phone', async () => {
    await acceptInvitation(ana, link, 'Ana Riquelme', 'ana@escuela.test');
    await expect(ana.getByRole('heading', { name: 'Club Escuela Los Aromos' })).toBeVisible();
  });

  await test.step('the same link lets nobody else in', async () => {
    const stranger = await openBrowser(browser, product);
    await stranger.goto(link);
    await expect(stranger.getByText(say('problem_invitation_used'))).toBeVisible();
  });

  await test.step('the mediator sees her come without reloading', async () => {
    await expect(patricia.getByText('Ana Riquelme').first()).toBeVisible();
  });

  await test.step('she signs out and in again; a wrong password is told kindly', async () => {
    await ana.getByRole('button', { name: /^Cuenta de/ }).click();
    await ana.getByRole('menuitem', { name: say('app_sign_out') }).click();
    await ana.waitForURL(/sign-in/);
    await ana.getByLabel(say('field_email')).fill('ana@escuela.test');
    await ana.getByLabel(say('field_password'), { exact: true }).fill('not the password');
    await ana.getByRole('button', { name: say('sign_in_send') }).click();
    await expect(ana.getByText(say('problem_wrong_credentials'))).toBeVisible();
    await signIn(ana, 'ana@escuela.test');
  });

  await test.step('the language changes at once, and stays', async () => {
    await ana.getByRole('button', { name: /^Cuenta de/ }).click();
    await ana.getByRole('menuitemradio', { name: 'English' }).click();
    await expect(ana.locator('html')).toHaveAttribute('lang', 'en');
    await ana.reload();
    await expect(ana.locator('html')).toHaveAttribute('lang', 'en');
  });
});
