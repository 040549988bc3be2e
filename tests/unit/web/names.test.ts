import { describe, expect, it } from 'vitest';
import { shortName } from '../../../web/src/lib/club/names.ts';

describe('the short name of a person', () => {
  it.each([
    ['Ana Riquelme Soto', 'Ana R.'],
    ['María de los Ángeles Pérez', 'María Á.'],
    ['  Camila  Fuentealba ', 'Camila F.'],
    ['Ximena', 'Ximena'],
  ])('of «%s» is «%s»', (name, short) => {
    expect(shortName(name)).toBe(short);
  });
});
