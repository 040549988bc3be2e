import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, expect, type Page } from '@playwright/test';
import type { Product } from './product.ts';
import { wordsOf } from './words.ts';

export const say = wordsOf('es');
export const password = 'una clave larga de prueba';

/** A person's own browser: its cookies are nobody else's. What the page complains about fails the story at once. */
export async function openBrowser(
  browser: Browser,
  product: Pick<Product, 'url'>,
  size = { width: 1280, height: 860 },
) {
  const context = await browser.newContext({ baseURL: product.url, viewport: size, locale: 'es-CL' });
  const page = await context.newPage();
  page.on('pageerror', (error) => {
    // Leaving a page breaks off what it was still fetching; a piece that is really missing fails the story by itself.
    if (!error.message.startsWith('Failed to fetch dynamically imported module')) throw error;
  });
  return page;
}

/** Signs in through the page. */
export async function signIn(page: Page, email: string) {
  await page.goto('/sign-in');
  await sendSignIn(page, email);
  await expect(page.getByRole('button', { name: /^Cuenta de/ })).toBeVisible();
}

/** Fills in and sends the page of signing in, where one is. */
export async function sendSignIn(page: Page, email: string) {
  await page.getByLabel(say('field_email')).fill(email);
  await page.getByLabel(say('field_password'), { exact: true }).fill(password);
  await page.getByRole('button', { name: say('sign_in_send') }).click();
}

/** Takes an invitation as somebody new, and lands in the club. */
export async function acceptInvitation(page: Page, link: string, name: string, email: string) {
  await page.goto(link);
  await fillPerson(page, name, email);
  await page.getByRole('button', { name: say('invite_new_send') }).click();
  await page.waitForURL(/\/clubs\/[0-9a-f-]{36}$/);
}

export async function fillPerson(page: Page, name: string, email: string) {
  await page.getByLabel(say('field_name')).fill(name);
  await page.getByLabel(say('field_email')).fill(email);
  await page.getByLabel(say('field_password'), { exact: true }).fill(password);
}

/** The first account and its club, through the pages of a first run. Returns the club's address. */
export async function firstRun(page: Page, product: Product, club: string) {
  await expect.poll(() => product.said()).toMatch(/\/setup#[\w-]{22}/);
  const [setup = ''] = /http:\S+\/setup#[\w-]{22}/.exec(product.said()) ?? [];
  await page.goto('about:blank');
  await page.goto(setup);
  await fillPerson(page, 'Patricia Sepúlveda', 'patricia@escuela.test');
  await page.getByRole('button', { name: say('setup_send') }).click();
  await page
    .getByRole('link', { name: say('app_new_club') })
    .first()
    .click();
  await page.getByLabel(say('club_new_name')).fill(club);
  await page.getByLabel(say('club_new_goal')).fill('Mirar cómo aprenden nuestros estudiantes.');
  await page.getByRole('button', { name: say('club_new_send') }).click();
  await page.waitForURL(/\/clubs\/[0-9a-f-]{36}$/);
  return new URL(page.url()).pathname;
}

/** Makes a personal invitation on the page of people and returns its link. */
export async function invite(page: Page, club: string, role: 'teacher' | 'mediator' | 'guest') {
  await page.goto(`${club}/people`);
  await page.getByRole('radio', { name: new RegExp(`^${say(`role_${role}`)}`) }).check();
  await page.getByRole('button', { name: say('people_invite_send') }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('/invite/');
  const [link = ''] = /http:\S+\/invite\/[\w-]+/.exec((await dialog.textContent()) ?? '') ?? [];
  await page.keyboard.press('Escape');
  return link;
}

/** axe finds nothing that breaks WCAG 2.2 AA on the page as it is now. */
export async function expectAccessible(page: Page, where: string) {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`);
  expect(found, where).toEqual([]);
}
