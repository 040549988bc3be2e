import { describe, expect, test } from 'vitest';
import { nameHider } from '../../../server/comments/names.ts';

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

  test('are hidden in a long text, all of them', () => {
    const long = 'Ana mira a Daniela y a Rosa. '.repeat(170);
    expect(hide(long)).toBe('P-ANNA mira a «…» y a P-RRRR. '.repeat(170));
  });
});

describe('a text shown without any name', () => {
  const names = [
    'Ana María Riquelme',
    'José Núñez',
    'Luz Flores',
    'Iván Pérez-Cotapos',
    'María de la Fuente',
    'Ana (la profe)',
  ];
  const hidden = nameHider(names.map((name) => ({ name, pseudonym: null })));

  test.each([
    ['@Ana María Riquelme pregunta y espera.', '«…» pregunta y espera.'],
    ['Ana Riquelme y José miran.', '«…» y «…» miran.'],
    ['creo que jose nunez lo explica', 'creo que «…» lo explica'],
    ['Lo de ANA me gustó; a Núñez también', 'Lo de «…» me gustó; a «…» también'],
    ['¿Ana?', '¿«…»?'],
    ['@luz flores', '«…»'],
    ['Pérez-Cotapos muestra la guía', '«…» muestra la guía'],
    ['La clase de María de la Fuente', 'La clase de «…»'],
  ])('%s', (text, shown) => expect(hidden(text)).toBe(shown));

  test.each([
    'E4 anota «banana» y mañana sigue.',
    'Apaga la luz y cuenta las flores.',
    'Espera de la manera que los otros esperan.',
    'Joselito y Anabel se ríen.',
    '',
  ])('keeps words that only look like one: %s', (text) => expect(hidden(text)).toBe(text));

  test('leaves a text as it is where there is nobody', () => {
    expect(nameHider([])('Ana')).toBe('Ana');
  });
});
