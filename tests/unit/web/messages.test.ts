import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { statuses } from '../../../server/http/problems.ts';
import { refusalCodes } from '../../../server/media/refusal.ts';

type Plural = { declarations: string[]; match: Record<string, string> };
type Messages = Record<string, string | Plural[]>;

const read = (locale: string) =>
  JSON.parse(
    readFileSync(new URL(`../../../web/messages/${locale}.json`, import.meta.url), 'utf8'),
  ) as Messages;
const [es, en] = [read('es'), read('en')];

/** Every text of a message: one, or one for each plural form. */
const texts = (message: string | Plural[] | undefined) =>
  typeof message === 'string' ? [message] : (message ?? []).flatMap(({ match }) => Object.values(match));
const parameters = (message: string | Plural[] | undefined) =>
  [...new Set(texts(message).flatMap((text) => text.match(/\{\w+\}/g) ?? []))].sort();
const codesOf = (prefix: string) =>
  Object.keys(es)
    .filter((key) => key.startsWith(prefix))
    .map((key) => key.slice(prefix.length))
    .sort();
const saying = (messages: Messages, words: RegExp) =>
  Object.entries(messages).flatMap(([key, message]) =>
    texts(message)
      .filter((text) => words.test(text))
      .map((text) => `${key}: ${text}`),
  );

const web = new URL('../../../web/src', import.meta.url).pathname;
const pages = globSync(`${web}/**/*.{svelte,ts}`, { exclude: (path) => /\/paraglide$/.test(path) });
const said = new Set(
  pages.flatMap((path) => [...readFileSync(path, 'utf8').matchAll(/\bm\.(\w+)/g)].map(([, key]) => key)),
);

describe('what the product says', () => {
  it('is said in both languages', () => {
    expect(Object.keys(en).sort()).toEqual(Object.keys(es).sort());
  });

  it('has nothing written that no page says', () => {
    expect(Object.keys(es).filter((key) => !said.has(key))).toEqual([]);
  });

  it('is never empty', () => {
    for (const messages of [es, en]) expect(saying(messages, /^\s*$/)).toEqual([]);
  });

  it('speaks of the same things in both languages', () => {
    for (const key of Object.keys(es))
      expect([key, ...parameters(en[key])]).toEqual([key, ...parameters(es[key])]);
  });

  it('has a sentence for every refusal of the API, and for a network that is down', () => {
    expect(codesOf('problem_')).toEqual([...Object.keys(statuses), 'offline'].sort());
  });

  it('has a sentence for every video that is not taken, and for a fault of ours', () => {
    expect(codesOf('failure_')).toEqual([...refusalCodes, 'our_fault'].sort());
  });

  it('does not exclaim', () => {
    for (const messages of [es, en]) expect(saying(messages, /[!¡]/)).toEqual([]);
  });

  it('avoids the words that judge or belong to machines', () => {
    expect(
      saying(es, /\b(anotaci[oó]n(es)?|c[oó]digos?|desempeños?|usuari[oa]s?|errore?s?|subida fallida)\b/i),
    ).toEqual([]);
    expect(saying(en, /\b(errors?|failed|users?|performance)\b/i)).toEqual([]);
  });

  it('says «evidencia» only in the labels of the seed', () => {
    const keys = saying(es, /evidencia/i).map((line) => line.split(':')[0]);
    expect(keys.filter((key) => !/_(long|seed)$/.test(key ?? ''))).toEqual([]);
  });

  it('speaks of usted, never of tú or vos', () => {
    expect(saying(es, /\b(tú|tu|tus|te|ti|contigo|vos|puedes|quieres|tienes|haz clic)\b/i)).toEqual([]);
  });
});
