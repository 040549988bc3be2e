import { readFileSync } from 'node:fs';
import jsonld from 'jsonld';
import { describe, expect, test } from 'vitest';
import { annotationContext, annotationsOf, mediaFragment } from '../../../server/research/web-annotation.ts';
import type { Said } from '../../../server/research/study.ts';
import { coding, episode, said, study, whole } from './made.ts';

const oa = 'http://www.w3.org/ns/oa#';
const as = 'http://www.w3.org/ns/activitystreams#';
const value = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#value';
const creator = 'http://purl.org/dc/terms/creator';

const context: unknown = JSON.parse(
  readFileSync(new URL('../../fixtures/anno-context.jsonld', import.meta.url), 'utf8'),
);
const documentLoader = async (url: string) => {
  if (url !== annotationContext) throw new Error(`nothing but the context is asked for: ${url}`);
  return { document: context, documentUrl: url };
};
// In safe mode whatever the context does not know, or is no absolute IRI, is refused instead of left out.
async function read(...comments: Said[]) {
  const document: unknown = JSON.parse(await whole(annotationsOf(study(...comments))));
  const expanded = await jsonld.expand(document, { documentLoader, safe: true });
  const quads = await jsonld.toRDF(document, { documentLoader, safe: true, format: 'application/n-quads' });
  const [collection] = expanded;
  const page = collection?.[`${as}first`]?.[0];
  return { collection, items: page?.[`${as}items`]?.[0]?.['@list'] ?? [], page, quads };
}

test('a comment is an annotation: its words, its codes as tags by their coder, at a moment of the episode', async () => {
  const one = said({
    endMs: 18_000,
    box: { x: 0.1, y: 0.07, width: 0.25, height: 0.5 },
    codings: [
      coding({ how: 'judgment' }),
      coding({ revision: 2 }),
      coding({ source: 'blind', coder: 'P-9XYW', how: null }),
    ],
  });
  const { collection, page, items, quads } = await read(one);
  expect(collection?.['@type']).toEqual([`${as}OrderedCollection`]);
  expect(collection?.[`${as}totalItems`]?.[0]?.['@value']).toBe(1);
  expect(page?.['@type']).toEqual([`${as}OrderedCollectionPage`]);
  const [annotation] = items;
  expect(annotation).toMatchObject({ '@id': `urn:uuid:${one.id}`, '@type': [`${oa}Annotation`] });
  expect(annotation?.[`${oa}motivatedBy`]).toEqual([{ '@id': `${oa}commenting` }]);
  const bodies = (annotation?.[`${oa}hasBody`] ?? []).map((body) => [
    body[`${oa}hasPurpose`]?.[0]?.['@id']?.slice(oa.length),
    body[value]?.[0]?.['@value'],
    body[creator]?.[0]?.['@id']?.split('#')[1],
  ]);
  expect(bodies).toEqual([
    ['commenting', 'E4 cuenta con los dedos.', undefined],
    ['tagging', 'what: learning', 'P-7K3Q'],
    ['tagging', 'how: evidence', 'P-7K3Q'],
    ['tagging', 'what: learning', 'P-9XYW'],
  ]);
  const target = annotation?.[`${oa}hasTarget`]?.[0];
  expect(target?.[`${oa}hasSource`]?.[0]?.['@id']).toBe(`urn:uuid:${episode.id}`);
  expect(target?.[`${oa}hasSelector`]?.[0]).toMatchObject({
    '@type': [`${oa}FragmentSelector`],
    'http://purl.org/dc/terms/conformsTo': [{ '@id': 'http://www.w3.org/TR/media-frags/' }],
    [value]: [{ '@value': 't=12.5,18&xywh=percent:10,7,25,50' }],
  });
  expect(quads).toContain(`<urn:uuid:${one.id}> <${oa}hasTarget>`);
});

test('a reply is about the comment it answers too, where that goes out', async () => {
  const first = said();
  const { items } = await read(
    first,
    said({ reply: true, replyTo: first.id }),
    said({ reply: true, replyTo: '00000000-0000-4000-8000-000000000000' }),
  );
  expect(items.map((item) => item[`${oa}motivatedBy`]?.[0]?.['@id'])).toEqual(
    ['commenting', 'replying', 'replying'].map((one) => oa + one),
  );
  expect(items.map((item) => item[`${oa}hasTarget`]?.length)).toEqual([1, 2, 1]);
  expect(items[1]?.[`${oa}hasTarget`]?.[1]?.['@id']).toBe(`urn:uuid:${first.id}`);
});

test('earlier meetings have no place in a video and stay out; nobody at all is an empty collection', async () => {
  const { collection, items } = await read(said({ imported: true, episode: null, atMs: null }));
  expect(collection?.[`${as}totalItems`]?.[0]?.['@value']).toBe(0);
  expect(items).toEqual([]);
});

describe('the media fragment', () => {
  test.each([
    [{ atMs: 0, endMs: 1 }, 't=0,0.001'],
    [{ atMs: 12_500, endMs: null }, 't=12.5,12.501'],
    [{ atMs: 3_600_000, endMs: 3_661_250 }, 't=3600,3661.25'],
  ])('of %j is in seconds, and a moment is a millisecond long', (moment, fragment) => {
    expect(mediaFragment({ ...moment, box: null })).toBe(fragment);
  });

  test('has the smallest whole percentages around the box, never past the picture', () => {
    const of = (x: number, y: number, width: number, height: number) =>
      mediaFragment({ atMs: 0, endMs: 1, box: { x, y, width, height } }).split('percent:')[1];
    expect(of(0.333, 0.5, 0.001, 0.5)).toBe('33,50,1,50');
    expect(of(0, 0, 1.001, 1)).toBe('0,0,100,100');
    expect(of(0.07, 0.07, 0.07, 0.07)).toBe('7,7,7,7');
  });
});
