import { readFile } from 'node:fs/promises';
import { expect, type Page, test } from '@playwright/test';
import {
  acceptInvitation,
  expectAccessible,
  firstRun,
  invite,
  openBrowser,
  say,
} from '../helpers/browser.ts';
import { type Product, startProduct } from '../helpers/product.ts';

let product: Product;
let patricia: Page;
let club: string;
test.beforeAll(async ({ browser }) => {
  product = await startProduct();
  patricia = await openBrowser(browser, product);
  club = await firstRun(patricia, product, 'Club Los Aromos');
});
test.afterAll(() => product.stop());

const heading = 'Persona;Encuentro;Fecha;¿Qué?;¿Cómo?;Texto';
const right = [
  'Ana Riquelme;1;26-03-2025;Aprendizaje;Vi u oí;E4 tapa la mitad del dibujo',
  'ana@escuela.test;1;26-03-2025;Enseñanza;Impresión;"Buena la motivación;\r\nle faltó cierre"',
  'PATRICIA SEPULVEDA;2;09/04/2025;;;¿Qué vieron?',
];
/** As Excel in Chile saves it: Windows-1252. */
const sheet = (...rows: string[]) => ({
  name: 'Encuentros 2025.csv',
  mimeType: 'text/csv',
  buffer: Buffer.from([heading, ...rows, ''].join('\r\n'), 'latin1'),
});
const choose = (page: Page, file: ReturnType<typeof sheet>) =>
  page.locator('input[type=file]').setInputFiles(file);
const fits = async (page: Page) =>
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);

test('earlier meetings come in from a spreadsheet, once it is mended, and go again', async ({ browser }) => {
  const ana = await openBrowser(browser, product);
  const { pathname } = new URL(await invite(patricia, club, 'teacher'));
  await acceptInvitation(ana, pathname, 'Ana Riquelme', 'ana@escuela.test');
  await patricia.request.post(`/api${club}/meetings`, { data: { heldOn: '2026-03-04' } });
  await ana.goto(`${club}/meetings`);
  await expect(ana.getByRole('heading', { name: 'Encuentro 1' })).toBeVisible();

  await patricia.goto(`${club}/research/import`);
  await expect(patricia.getByRole('heading', { level: 1 })).toBeVisible();
  await expectAccessible(patricia, 'before choosing');
  const download = patricia.waitForEvent('download');
  await patricia.getByRole('button', { name: say('earlier_template') }).click();
  const template = await readFile(await (await download).path(), 'utf8');
  expect(template.split('\r\n')[0]).toBe(
    '\uFEFF"persona";"encuentro";"fecha";"qué";"cómo";"episodio";"momento";"texto"',
  );

  const wrong = ['Zoe Pérez;1;26-03-2025;;;hola', 'Ana Riquelme;2;04/09/2025;;;hola'];
  await choose(patricia, sheet(...right, ...wrong));
  const rows = patricia.getByRole('table', { name: say('earlier_wrong_title') }).getByRole('row');
  await expect(rows).toHaveCount(3);
  await expect(rows.nth(1).getByRole('rowheader')).toHaveText('5');
  await expect(rows.nth(1)).toContainText(`persona «Zoe Pérez» ${say('earlier_is_person_unknown')}`);
  const twoDays = say('earlier_is_meeting_of_two_days', { row: 4 });
  await expect(rows.nth(2)).toContainText(`6fecha «04/09/2025» ${twoDays}`);
  await expect(patricia.getByRole('button', { name: /^Importar/ })).toHaveCount(0);
  await expectAccessible(patricia, 'with rows to correct');
  await patricia.setViewportSize({ width: 360, height: 740 });
  await fits(patricia);
  await patricia.setViewportSize({ width: 1280, height: 860 });

  await patricia.getByRole('button', { name: say('earlier_choose_other') }).click();
  await choose(patricia, sheet(...right));
  await expect(patricia.getByText('El encuentro 1, que ya está, pasa a ser el 3.')).toBeVisible();
  await expectAccessible(patricia, 'with nothing to correct');
  await patricia.getByRole('button', { name: 'Importar 3 comentarios' }).click();
  await expect(patricia.getByText('Se importaron 3 comentarios.')).toBeVisible();
  await expect(patricia.getByText('3 comentarios · 2 encuentros')).toBeVisible();
  await expectAccessible(patricia, 'imported');

  // Somebody else's open page hears of it.
  const first = ana.getByRole('article').filter({ hasText: 'Encuentro 1' });
  await expect(first).toContainText('2 comentarios importados');
  await expect(first.getByText(say('meetings_imported'), { exact: true })).toBeVisible();
  await expect(ana.getByRole('heading', { name: 'Encuentro 3' })).toBeVisible();

  await patricia.getByRole('button', { name: say('earlier_choose_other') }).click();
  await choose(patricia, sheet(...right));
  await expect(patricia.getByText(say('problem_import_made_before'))).toBeVisible();

  await patricia
    .getByRole('button', { name: say('earlier_undo_of', { name: 'Encuentros 2025.csv' }) })
    .click();
  const dialog = patricia.getByRole('dialog');
  await expectAccessible(patricia, 'asking before undoing');
  await dialog.getByRole('button', { name: say('earlier_undo'), exact: true }).click();
  await expect(patricia.getByText(say('earlier_undone'))).toBeVisible();
  await expect(patricia.getByText(say('earlier_list_none'))).toBeVisible();
  await expect(ana.getByRole('article')).toHaveCount(1);
  await expect(ana.getByRole('heading', { name: 'Encuentro 1' })).toBeVisible();

  await ana.goto(`${club}/research/import`);
  await expect(ana.getByText(say('earlier_only_mediators'))).toBeVisible();
});

test('what is no CSV is refused with what to do instead', async () => {
  const page = patricia;
  await page.goto(`${club}/research/import`);
  const workbook = Buffer.from('PK\x03\x04');
  await choose(page, { name: 'libro.xlsx', mimeType: '', buffer: workbook });
  await expect(page.getByText(say('problem_import_is_workbook'))).toBeVisible();
  await choose(page, { ...sheet(), buffer: Buffer.from('persona;fecha\r\nAna;1-4-2025') });
  await expect(page.getByText('Faltan columnas en la planilla: encuentro, qué, cómo.')).toBeVisible();
  // Too large to be sent at all.
  const sent: string[] = [];
  page.on('request', (request) => sent.push(request.url()));
  await choose(page, { ...sheet(), buffer: Buffer.alloc(5_000_001, 'x') });
  await expect(page.getByText(say('problem_import_too_large', { max: 5 }))).toBeVisible();
  expect(sent.filter((url) => url.includes('/imports'))).toEqual([]);
});
