import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { commentContent } from '../../../server/demo/content/shape.ts';
import { people } from '../../../server/demo/content/club.ts';
import { score, sentences, within, wording } from './measure.ts';

const bare = (text: string) => wording.isBareJudgment(text);
const valuing = (text: string) => wording.isEvaluative(text);
const rate = (judge: (text: string) => boolean, texts: string[]) => texts.filter(judge).length / texts.length;

const languages = ['es', 'en'] as const;
/** The lists were written and mended with these. Each set but the first was once held out, until it had been learnt from. */
const tuned = (language: string) =>
  ['first', 'second', 'third', 'fourth'].map((name) => `${name}.${language}`);
/** Written when the lists were done, measured once, and never used to mend them. */
const heldOut = (language: string) => [`held-out.${language}`];
const every = languages.flatMap((language) => [...tuned(language), ...heldOut(language)]);

const all = (files: string[], ...groups: string[]) =>
  files.flatMap((file) => groups.flatMap((group) => within(file, group)));
const ofComments = (files: string[]) =>
  score(bare, all(files, 'asked'), all(files, 'seen', 'both', 'neutral'));
const ofMediators = (files: string[]) =>
  score(valuing, all(files, 'mediator valuing'), all(files, 'mediator plain'));

describe('a comment that judges and tells of nothing seen or heard', () => {
  it('is each impression of the house’s own examples, and none of its observations', () => {
    expect(within('house', 'judgment').filter((text) => !bare(text))).toEqual([]);
    expect(within('house', 'evidence').filter(bare)).toEqual([]);
  });

  // Measured on the sentences held out: Spanish 1.00 and .89, English .93 and .88; each limit is a little below.
  it.each([
    { language: 'es', set: 'tuned', files: tuned('es'), precision: 0.97, recall: 0.97 },
    { language: 'en', set: 'tuned', files: tuned('en'), precision: 0.97, recall: 0.97 },
    { language: 'es', set: 'held out', files: heldOut('es'), precision: 0.96, recall: 0.85 },
    { language: 'en', set: 'held out', files: heldOut('en'), precision: 0.9, recall: 0.8 },
  ])('is found in $language, sentences $set', ({ files, precision, recall }) => {
    const found = ofComments(files);
    expect(found.precision).toBeGreaterThanOrEqual(precision);
    expect(found.recall).toBeGreaterThanOrEqual(recall);
  });

  it.each([...languages.map(heldOut), every])(
    'is asked about as often in praise as in criticism: %s',
    (...files) => {
      const [praise, criticism] = ['asked praise', 'asked criticism'].map((group) =>
        rate(bare, all(files, group)),
      );
      expect(Math.abs(praise! - criticism!)).toBeLessThanOrEqual(0.04);
    },
  );

  it('is as rare among comments with something seen in praise as in criticism', () => {
    for (const group of ['both praise', 'both criticism'])
      expect(rate(bare, all(every, group))).toBeLessThanOrEqual(0.06);
  });
});

describe('a mediator’s reply', () => {
  it.each(languages)('is told from one that values, in %s', (language) => {
    for (const files of [tuned(language), heldOut(language)]) {
      const found = ofMediators(files);
      expect(found.precision).toBeGreaterThanOrEqual(0.97);
      expect(found.recall).toBeGreaterThanOrEqual(0.88);
    }
  });

  it('values although evidence is there, and does not when it asks or quotes', () => {
    expect(valuing('Muy bien cómo pregunta «¿por qué?»')).toBe(true);
    expect(valuing('¿Qué vieron u oyeron que les hace pensar eso?')).toBe(false);
    expect(valuing('¿Cómo supieron que estaba bien?')).toBe(false);
    expect(valuing('La profesora dice «muy bien».')).toBe(false);
  });
});

describe('words as people write them', () => {
  const texts = every.flatMap(sentences).map(({ text }) => text);
  const answers = (list: string[]) => list.map((text) => [bare(text), valuing(text)]);

  it('mean the same without accents and in capitals', () => {
    const unaccented = texts.map((text) => text.normalize('NFD').replace(/[\u0300\u0301\u0308]/g, ''));
    expect(answers(unaccented)).toEqual(answers(texts));
    expect(answers(texts.map((text) => text.toUpperCase()))).toEqual(answers(texts));
  });

  it('tell their language nearly always', () => {
    const told = (language: 'es' | 'en') =>
      [...tuned(language), ...heldOut(language)].flatMap(sentences).map(({ text }) => {
        return wording.isBareJudgment(text, language) === bare(text);
      });
    const right = languages.flatMap(told);
    expect(right.filter(Boolean).length / right.length).toBeGreaterThanOrEqual(0.98);
  });

  it.each(['', '   ', '🙂🙂', '<b></b>', '...', '¿?', '5'])(
    'are no judgment when there are none: %j',
    (text) => {
      expect(answers([text])).toEqual([[false, false]]);
    },
  );
});

/**
 * Written by others than the lists were, and coded as their authors would. The meetings of odd number helped to mend the lists; on
 * the even ones, never read for that, 69 % of the impressions are asked about, and 1 % of the observations.
 */
describe('the demo club’s comments', () => {
  const folder = new URL('../../../server/demo/content/comments/', import.meta.url);
  const said = [1, 2, 3, 4, 5, 6, 7, 8].flatMap((meeting) =>
    commentContent.array().parse(JSON.parse(readFileSync(new URL(`${meeting}.json`, folder), 'utf8'))),
  );
  const mediators = people.filter(({ role }) => role === 'mediator').map(({ key }) => key);
  const coded = (how: 'judgment' | 'evidence') =>
    said.filter((each) => each.how === how && !mediators.includes(each.author)).map(({ text }) => text);

  it('are asked about where they are impressions, more often than not, and nearly never where they are observations', () => {
    expect(rate(bare, coded('judgment'))).toBeGreaterThanOrEqual(0.7);
    expect(rate(bare, coded('evidence'))).toBeLessThanOrEqual(0.02);
  });

  it('raise no warning in the mediator, who values nothing', () => {
    const everything = said.flatMap((comment) => [comment, ...(comment.replies ?? [])]);
    const theirs = everything.filter(({ author }) => mediators.includes(author)).map(({ text }) => text);
    expect(rate(valuing, theirs)).toBeLessThanOrEqual(0.02);
  });
});
