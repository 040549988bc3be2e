import { expect, test } from '@playwright/test';
import { expectAccessible, openBrowser, password, say, signIn } from '../helpers/browser.ts';
import { type Product, runScript, startProduct } from '../helpers/product.ts';
import { wordsOf } from '../helpers/words.ts';

let product: Product;
let empty: Product;
test.beforeAll(async () => {
  empty = await startProduct();
  product = await startProduct({ DEMO_PASSWORD: password });
  await runScript(product, 'scripts/make-demo.ts');
});
test.afterAll(() => Promise.all([product.stop(), empty.stop()]));

const sizes = { computer: { width: 1280, height: 860 }, phone: { width: 360, height: 740 } };

for (const locale of ['es', 'en'] as const) {
  for (const [device, size] of Object.entries(sizes)) {
    test(`axe finds nothing on any page, and nothing overflows: ${locale}, ${device}`, async ({
      browser,
    }) => {
      test.setTimeout(600_000);
      const page = await openBrowser(browser, product, size);
      const words = wordsOf(locale);

      async function look(path: string, landmark: string) {
        await page.goto(path);
        await expect(page.getByText(landmark).first(), path).toBeVisible();
        await expect(page.locator('html')).toHaveAttribute('lang', locale === 'en' ? 'en' : 'es-CL');
        await expectAccessible(page, path);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
        expect(wide, `${path} scrolls sideways`).toBe(false);
      }

      await page.addInitScript((chosen) => {
        if (!localStorage.getItem('locale')) localStorage.setItem('locale', chosen);
      }, locale);
      await look(`${empty.url}/setup`, words('setup_title'));
      await look('/sign-in', words('sign_in_title'));
      await look(`/invite/${'x'.repeat(22)}`, words('problem_invitation_not_found'));
      await look(`/reset/${'x'.repeat(22)}`, words('field_password_new'));

      await page.goto('/sign-in');
      await page.getByLabel(words('field_email')).fill('patricia@example.org');
      await page.getByLabel(words('field_password'), { exact: true }).fill(password);
      await page.getByRole('button', { name: words('sign_in_send') }).click();
      await page.waitForURL((url) => url.pathname === '/');
      await page.request.patch('/api/auth/account', { data: { locale } });
      await look('/', 'Club Escuela Los Aromos');
      const club =
        (await page.getByRole('link', { name: 'Club Escuela Los Aromos' }).first().getAttribute('href')) ??
        '';
      await look(club, words('club_shift'));
      await look(`${club}/people`, words('people_invite_title'));
      await look(`${club}/meetings`, words('meetings_past'));
      await look(`${club}/episodes`, words('episodes_shared'));
      await look(`${club}/upload`, words('upload_choose'));
      await look(`${club}/who-sees-what`, words('nav_who_sees_what'));
      await look(`${club}/overview`, words('overview_who_title'));
      await look(`${club}/settings`, words('settings_how'));
      await look(`${club}/shift`, words('club_shift'));
      await look(`${club}/research`, words('research_answer_title'));
      await look(`${club}/research/coding`, words('blind_desk_title'));
      await look(`${club}/research/agreement`, words('blind_agreement_title'));
      await look(`${club}/research/import`, words('earlier_list'));
      await look('/clubs/new', words('club_new_how'));
      await look('/account', words('account_sessions'));
      await look('/overview', words('overview_none_title'));
      await look('/nowhere', words('app_error_title'));

      await page.goto(`${club}/episodes`);
      const episode = page.locator('article h3 a').first();
      await expect(episode).toBeVisible({ timeout: 240_000 });
      await look((await episode.getAttribute('href')) ?? '', words('room_all'));
      await page.keyboard.press('?');
      await expect(page.getByRole('dialog')).toBeVisible();
      await expectAccessible(page, 'the keys of the room');
    });
  }
}

test('the first account sees names and sizes, and the page for it is accessible', async ({ browser }) => {
  const page = await openBrowser(browser, product);
  await signIn(page, 'soledad.munoz@example.org');
  await page.goto('/installation');
  await expect(page.getByText('Club Escuela Los Aromos').first()).toBeVisible();
  await expectAccessible(page, '/installation');
  await expect(page.getByText(say('app_installation')).first()).toBeVisible();
});
