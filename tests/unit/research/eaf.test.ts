import { readFileSync } from 'node:fs';
import { create } from 'xmlbuilder2';
import { validateXML } from 'xmllint-wasm';
import { describe, expect, test } from 'vitest';
import { elanDocument } from '../../../server/research/eaf.ts';
import type { Said } from '../../../server/research/study.ts';
import { spread } from '../../../server/research/tiers.ts';
import { coding, episode, said, study } from './made.ts';

const schema = readFileSync(new URL('../../fixtures/eaf-3.0-used.xsd', import.meta.url), 'utf8');
const now = new Date('2026-11-21T12:00:00Z');
const document = (...comments: Said[]) => elanDocument(study(...comments), episode, now);

async function complaints(xml: string) {
  const { errors } = await validateXML({
    xml: [{ fileName: 'episode.eaf', contents: xml }],
    schema: [schema],
  });
  return errors.map(({ message }) => message);
}

/** An element as a reader of XML gives it: attributes by `@name`, and lists of the elements inside by their names. */
interface Element {
  [name: string]: string | undefined | Element[];
}
const attribute = (element: Element | undefined, name: string) => element?.[`@${name}`] as string | undefined;
const inside = (element: Element | undefined, name: string) => (element?.[name] ?? []) as Element[];
const meant = { '&lt;': '<', '&gt;': '>', '&amp;': '&' };
/** This reader leaves named characters as they are in the file. */
const words = (annotation: Element | undefined) =>
  [annotation?.ANNOTATION_VALUE]
    .flat()
    .filter((part) => typeof part === 'string')
    .join('')
    .replace(/&(lt|gt|amp);/g, (name) => meant[name as keyof typeof meant]);

/** What a reader of XML finds: the tiers, and the time of each slot in its order. */
async function read(...comments: Said[]) {
  const xml = document(...comments);
  expect(await complaints(xml)).toEqual([]);
  const parsed = create(xml).end({ format: 'object', verbose: true }) as unknown as Element;
  const [root] = inside(parsed, 'ANNOTATION_DOCUMENT');
  const slots = inside(inside(root, 'TIME_ORDER')[0], 'TIME_SLOT');
  const times = slots.map((slot) => Number(attribute(slot, 'TIME_VALUE')));
  const timeOf = new Map(slots.map((slot, at) => [attribute(slot, 'TIME_SLOT_ID'), times[at]]));
  const tiers = inside(root, 'TIER').map((tier) => ({
    name: attribute(tier, 'TIER_ID'),
    parent: attribute(tier, 'PARENT_REF'),
    annotator: attribute(tier, 'ANNOTATOR'),
    said: inside(tier, 'ANNOTATION').flatMap((one) => [
      ...inside(one, 'ALIGNABLE_ANNOTATION'),
      ...inside(one, 'REF_ANNOTATION'),
    ]),
  }));
  return { tiers, times, timeOf };
}

test('each author has a tier, and under it one for each axis, source and coder, by their vocabularies', async () => {
  const { tiers } = await read(
    said({ codings: [coding({ how: null }), coding({ source: 'blind', coder: 'P-9XYW' })] }),
    said({ author: 'P-9XYW', text: 'E2 borra «insecto».' }),
  );
  expect(
    tiers.map(({ name, parent, annotator, said: all }) => [name, parent, annotator, all.map(words)]),
  ).toEqual([
    ['P-7K3Q', undefined, undefined, ['E4 cuenta con los dedos.']],
    ['P-7K3Q:what:author', 'P-7K3Q', 'P-7K3Q', ['learning']],
    ['P-7K3Q:what:blind:P-9XYW', 'P-7K3Q', 'P-9XYW', ['learning']],
    ['P-7K3Q:how:blind:P-9XYW', 'P-7K3Q', 'P-9XYW', ['evidence']],
    ['P-9XYW', undefined, undefined, ['E2 borra «insecto».']],
  ]);
});

test('nothing overlaps within a tier, and the slots come in order of time', async () => {
  const { tiers, times, timeOf } = await read(
    ...[9000, 1000, 3000, 1000, 5000].map((atMs) => said({ atMs, codings: [coding()] })),
    said({ atMs: 7000, endMs: 9000 }),
  );
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  expect(tiers.filter(({ parent }) => !parent).map(({ name }) => name)).toEqual([
    'P-7K3Q',
    'P-7K3Q_2',
    'P-7K3Q_3',
  ]);
  const ids = tiers.flatMap(({ said: all }) => all.map((one) => attribute(one, 'ANNOTATION_ID')));
  expect(new Set(ids).size).toBe(ids.length);
  for (const { said: all } of tiers.filter(({ parent }) => !parent)) {
    let free = 0;
    for (const one of all) {
      const [begin = -1, end = -1] = [
        timeOf.get(attribute(one, 'TIME_SLOT_REF1')),
        timeOf.get(attribute(one, 'TIME_SLOT_REF2')),
      ];
      expect(begin).toBeGreaterThanOrEqual(free);
      expect(end).toBeGreaterThan(begin);
      free = end;
    }
  }
});

test('letters that XML cannot hold are left out, the rest is as it was written', async () => {
  const { tiers } = await read(said({ text: 'a < b && "c" \u0001\u0008\uFFFE\uD800 🙂 ]]> \nfin' }));
  expect(words(tiers[0]?.said[0])).toBe('a < b && "c"  🙂 ]]> \nfin');
});

test('an episode without comments is a document too, and no path of ours is in it', async () => {
  const xml = document();
  expect(await complaints(xml)).toEqual([]);
  expect(xml.match(/MEDIA_URL="[^"]*"/g)).toEqual([
    'MEDIA_URL="file:///episode-3.mp4"',
    'MEDIA_URL="./episode-3.mp4"',
  ]);
});

test('what is not EAF is noticed', async () => {
  const xml = document(said({ codings: [coding()] }));
  expect(await complaints(xml.replace('TIME_SLOT_REF1="ts1"', 'TIME_SLOT_REF1="nowhere"'))).not.toEqual([]);
  expect(await complaints(xml.replace('PARENT_REF="P-7K3Q"', 'PARENT_REF="nobody"'))).not.toEqual([]);
  expect(await complaints(xml.replace('DATE="', 'DATE="x'))).not.toEqual([]);
});

test('three thousand comments on one episode take no more than a moment', () => {
  const many = Array.from({ length: 3000 }, (_, at) => said({ atMs: at * 150, codings: [coding()] }));
  const begun = performance.now();
  expect(document(...many).length).toBeGreaterThan(1_000_000);
  expect(performance.now() - begun).toBeLessThan(5000);
});

describe('what overlaps', () => {
  const span = (startMs: number, endMs: number) => ({ startMs, endMs });
  test('is spread over as few tiers as will do; what only touches stays together', () => {
    expect(spread([span(5, 9), span(0, 5), span(3, 6), span(6, 7)])).toEqual([
      [span(0, 5), span(5, 9)],
      [span(3, 6), span(6, 7)],
    ]);
    expect(spread([])).toEqual([]);
  });
});
