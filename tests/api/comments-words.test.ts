import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import * as contract from '../../server/comments/contract.ts';
import { type TestApp, testApp } from '../helpers/app.ts';
import { addEpisode } from '../helpers/episode.ts';

type NewComment = z.input<typeof contract.addComment.body>;

let app: TestApp;
let episodeId: string;
beforeAll(async () => {
  app = await testApp();
});
afterAll(() => app.close());
beforeEach(async () => {
  const clubId = await app.club({ mediators: ['mara'], teachers: ['ana', 'beto'] });
  episodeId = await addEpisode(app, clubId, 'beto');
});

const add = (name: string, body: Partial<NewComment> = {}) =>
  app.as(name).call(contract.addComment, {
    params: { episodeId },
    body: { id: randomUUID(), atMs: 1000, text: 'E4 cuenta con los dedos', ...body },
  });
const list = async (name: string) =>
  (await app.as(name).ok(contract.listComments, { params: { episodeId } })).comments;

describe('words', () => {
  test.each([
    ['emoji of several parts', '👩🏽‍🏫 👨‍👩‍👧‍👦 🇨🇱 1️⃣'],
    ['emoji up to the last character', '🙂'.repeat(2500)],
    ['right-to-left text among other text', 'Dice «שלום» y luego «مرحبا», ١٢٣'],
    ['marks of direction that are never closed', '\u202Eal revés \u2067y más'],
    ['combining marks', 'z\u0351\u036B\u0343a\u0301lgo'],
    ['pasted HTML', '<p onclick="alert(1)">Hola <img src=x onerror=alert(1)></p>&lt;b&gt; &amp;nbsp;'],
    ['what looks like a template, a query or a path', "${1} {{x}} '; drop table comments; -- ../../etc %00"],
    ['lines and tabs', 'uno\n\n\tdos\r\ntres'],
    ['5,000 characters', 'ñ'.repeat(5000)],
  ])('stay as they were written: %s', async (_, text) => {
    const { body } = await add('ana', { text, quote: text.slice(0, 400) });
    expect(body).toMatchObject({ text, quote: text.slice(0, 400) });
    const [seen] = await list('beto');
    expect(seen?.text).toBe(text);
  });
});

describe('replies', () => {
  test('a hundred are listed as they were written, those of one instant too', async () => {
    const { id: parentId } = (await add('ana')).body;
    const names = ['ana', 'beto', 'mara'];
    const written: string[] = [];
    for (let count = 0; count < 100; count++) {
      const { body } = await add(names[count % 3] ?? 'ana', { parentId, text: `${count}` });
      written.push(body.text);
    }
    const replies = (await list('beto')).filter((one) => one.parentId === parentId);
    expect(replies.map(({ text }) => text)).toEqual(written);
  });
});

describe('what a comment points at', () => {
  test('is a box on the frame and a line of the captions, for everybody who reads it', async () => {
    const box = { x: 0.1, y: 0.25, width: 0.9, height: 0.5 };
    const { body } = await add('ana', { box, quote: ' tres sextos es la mitad ' });
    expect(body).toMatchObject({ box, quote: 'tres sextos es la mitad' });
    expect(await list('mara')).toMatchObject([{ box, quote: 'tres sextos es la mitad' }]);
    expect((await add('ana')).body).toMatchObject({ box: null, quote: null });
  });

  test.each([
    { that: 'beyond the right edge', box: { x: 0.6, y: 0, width: 0.5, height: 0.5 } },
    { that: 'beyond the lower edge', box: { x: 0, y: 0.6, width: 0.5, height: 0.5 } },
    { that: 'without width', box: { x: 0, y: 0, width: 0, height: 0.5 } },
    { that: 'before the edge', box: { x: -0.1, y: 0, width: 0.5, height: 0.5 } },
  ])('is no box $that', async ({ box }) => {
    expect(await add('ana', { box })).toMatchObject({ status: 400, code: 'invalid_request' });
    expect(await list('ana')).toEqual([]);
  });

  test('is no line without words, nor one of more than 500 characters', async () => {
    for (const quote of ['  ', 'x'.repeat(501)])
      expect(await add('ana', { quote })).toMatchObject({ status: 400, code: 'invalid_request' });
  });
});
