import { describe, expect, test } from 'vitest';
import { nameHider } from '../../../server/research/names.ts';

const hide = nameHider([
  { name: 'Ana Riquelme Soto', pseudonym: 'P-ANNA' },
  { name: 'Jorge Vergara Painemal', pseudonym: null },
  { name: 'María de los Ángeles Núñez', pseudonym: 'P-MMMM' },
  { name: 'Rosa Flores', pseudonym: 'P-RRRR' },
  { name: 'Daniela Pizarro', pseudonym: 'P-DPPP' },
  { name: 'Daniela Leiva', pseudonym: 'P-DLLL' },
]);

describe('the names of members in a text', () => {
  test.each([
    ['@Ana Riquelme Soto ¿lo vio?', 'P-ANNA ¿lo vio?'],
    ['Como dijo Ana, cuenta con los dedos.', 'Como dijo P-ANNA, cuenta con los dedos.'],
    ['Como dijo Ana R., cuenta.', 'Como dijo P-ANNA, cuenta.'],
    ['La profe Riquelme pregunta.', 'La profe P-ANNA pregunta.'],
    ['ANA lo nota.', 'P-ANNA lo nota.'],
    ['ana lo nota.', 'P-ANNA lo nota.'],
    ['Maria de los Angeles Nunez espera.', 'P-MMMM espera.'],
    ['María Núñez y Ana esperan.', 'P-MMMM y P-ANNA esperan.'],
    ['Ana Jorge y yo.', 'P-ANNA «…» y yo.'],
    ['Ana\u0301 no es, Nu\u0301ñez sí.', 'P-ANNA no es, P-MMMM sí.'],
  ])('«%s»', (text, hidden) => expect(hide(text)).toBe(hidden));

  test('of whoever did not agree are «…», and so are those of whoever it could be', () => {
    expect(hide('@Jorge Vergara Painemal y Jorge V. dicen lo mismo')).toBe('«…» y «…» dicen lo mismo');
    expect(hide('Daniela espera; Daniela Leiva no, Daniela P. tampoco')).toBe(
      '«…» espera; P-DLLL no, P-DPPP tampoco',
    );
  });

  test('that are words of every day are names only with a capital, or after an @', () => {
    expect(hide('Una rosa y dos flores rojas')).toBe('Una rosa y dos flores rojas');
    expect(hide('Rosa mira, y @rosa también')).toBe('P-RRRR mira, y P-RRRR también');
  });

  test('may have changed: an @ that names nobody known is hidden, as are addresses', () => {
    expect(hide('Gracias @Anita Rojas Pérez por eso')).toBe('Gracias «…» por eso');
    expect(hide('Escríbame a ana.r@escuela.cl o a @anita')).toBe('Escríbame a «…» o a «…»');
  });

  test('leave the rest alone: pupils by alias, particles, words that only begin alike, an @ of no name', () => {
    const text =
      'E4 y la niña de los anteojos: Anabella y el mariachi; 3 @ 50, «E3 dice: de la A a la Z».\n—Sí.';
    expect(hide(text)).toBe(text);
  });

  test('are hidden in a long text without going through it again and again', () => {
    const long = `${'Ana mira a Daniela y a Rosa. '.repeat(170)}`;
    const begun = performance.now();
    expect(hide(long)).not.toContain('Ana ');
    expect(performance.now() - begun).toBeLessThan(500);
  });
});
