import { describe, expect, test } from 'vitest';
import { withoutNames } from '../../../server/blind/names.ts';

const names = ['Ana María Riquelme', 'José Núñez', 'Luz Flores', 'Iván Pérez-Cotapos', 'María de la Fuente'];
const hidden = (text: string) => withoutNames(text, names);

describe('a text shown without names', () => {
  test.each([
    ['@Ana María Riquelme pregunta y espera.', '«…» pregunta y espera.'],
    ['Como dijo Ana R., esperan.', 'Como dijo «…», esperan.'],
    ['Ana Riquelme y José miran.', '«…» y «…» miran.'],
    ['creo que jose nunez lo explica', 'creo que «…» lo explica'],
    ['Lo de ANA me gustó; a Núñez también', 'Lo de «…» me gustó; a «…» también'],
    ['¿Ana?', '¿«…»?'],
    ['@luz flores', '«…»'],
    ['Pérez-Cotapos muestra la guía', '«…» muestra la guía'],
    ['La clase de María de la Fuente', 'La clase de «…»'],
  ])('%s', (text, shown) => {
    expect(hidden(text)).toBe(shown);
  });

  test.each([
    'E4 anota «banana» y mañana sigue.',
    'Apaga la luz y cuenta las flores.',
    'Espera de la manera que los otros esperan.',
    'Joselito y Anabel se ríen.',
  ])('keeps words that only look like one: %s', (text) => {
    expect(hidden(text)).toBe(text);
  });

  test('takes names with signs as they are, and nothing where there is nobody', () => {
    expect(withoutNames('Ana (la profe) dice', ['Ana (la profe'])).toBe('«…») dice');
    expect(withoutNames('Ana', [])).toBe('Ana');
    expect(withoutNames('', names)).toBe('');
  });
});
