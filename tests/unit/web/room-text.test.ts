import { describe, expect, test } from 'vitest';
import { beginningOf, partsOf, splitOf } from '../../../web/src/lib/room/text-parts.ts';

const joined = (parts: { text: string }[]) => parts.map(({ text }) => text).join('');

describe('names in a text', () => {
  const names = ['Ana Riquelme', 'Ana'];

  test('are pieces of their own, the longer name first, and nothing is lost', () => {
    const text = 'Como dijo @Ana Riquelme, y antes @Ana: mire.';
    const parts = partsOf(text, names);
    expect(parts.flatMap((part) => (part.name ? part.text : []))).toEqual(['@Ana Riquelme', '@Ana']);
    expect(joined(parts)).toBe(text);
  });

  test('are not found inside longer words', () => {
    expect(partsOf('@Anabel y ana', names)).toEqual([{ text: '@Anabel y ana', name: false }]);
  });

  test('may hold signs that patterns give a meaning to', () => {
    expect(partsOf('@A.(b)* sí', ['A.(b)*'])[0]).toEqual({ text: '@A.(b)*', name: true });
  });
});

describe('a long text', () => {
  test('begins with whole words, and says that it goes on', () => {
    const text = 'palabra '.repeat(200);
    const beginning = beginningOf(text) ?? '';
    expect(beginning).toMatch(/palabra…$/);
    expect(beginning.length).toBeLessThan(710);
  });

  test('of many lines is cut too, and a short one is not', () => {
    expect(beginningOf('a\n'.repeat(40))?.split('\n')).toHaveLength(12);
    expect(beginningOf('Una línea.\nOtra.')).toBeUndefined();
  });

  test('without spaces is not cut within an emoji', () => {
    const beginning = beginningOf(`a${'😀'.repeat(600)}`) ?? '';
    expect(beginning.isWellFormed()).toBe(true);
  });
});

describe('splitting', () => {
  test('parts at the cursor', () => {
    expect(splitOf('Pregunta y espera. E4 responde.', 9)).toEqual(['Pregunta', 'y espera. E4 responde.']);
  });

  test('without a cursor inside the text parts after the sentence nearest to the middle', () => {
    const text = 'Pregunta y espera. E4 responde que son tres.';
    expect(splitOf(text)).toEqual(['Pregunta y espera.', 'E4 responde que son tres.']);
    expect(splitOf(text, text.length)).toEqual(splitOf(text));
  });

  test('of one sentence leaves the second for its author to write', () => {
    expect(splitOf('Una sola idea')).toEqual(['Una sola idea', '']);
  });
});
