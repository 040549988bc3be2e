import { readFileSync } from 'node:fs';
import { WebVTTParser } from 'webvtt-parser';
import { expect, test } from 'vitest';
import type { Said } from '../../../server/research/study.ts';
import { cuesOf } from '../../../server/research/vtt.ts';
import { coding, said, study, whole } from './made.ts';

const entities = JSON.parse(
  readFileSync(new URL('../../../node_modules/webvtt-parser/html-entities.json', import.meta.url), 'utf8'),
) as Record<string, string>;

async function read(...comments: Said[]) {
  const { cues, errors } = new WebVTTParser(entities).parse(
    await whole(cuesOf(study(...comments))),
    'metadata',
  );
  expect(errors).toEqual([]);
  return cues;
}
/** The words of a cue as a player shows them. */
function shown(tree: unknown): string {
  const node = tree as { type: string; value: string; children?: unknown[] };
  return node.type === 'text' ? node.value : (node.children ?? []).map(shown).join('');
}

test('a comment is a cue of its author’s voice, with its codes on a line', async () => {
  const one = said({
    endMs: 18_250,
    codings: [coding(), coding({ source: 'blind', coder: 'P-9XYW', what: null })],
  });
  const [cue] = await read(one);
  expect(cue).toMatchObject({ id: one.id, startTime: 12.5, endTime: 18.25 });
  expect(cue?.text).toBe(
    '<v P-7K3Q>E4 cuenta con los dedos.\n[what: learning, how: evidence, by: author]\n[how: evidence, by: blind]',
  );
});

test('what means something to the format is shown as it was written', async () => {
  const text = 'Escribe 3 < 4 & "5 --> 6" <b>así</b>\n\n\n  \nNOTE al final &amp; ya';
  const [cue, ...more] = await read(said({ text, atMs: 3_599_999, endMs: 3_600_001 }));
  expect(more).toEqual([]);
  expect(cue).toMatchObject({ startTime: 3599.999, endTime: 3600.001 });
  expect(shown(cue?.tree)).toBe('Escribe 3 < 4 & "5 --> 6" <b>así</b>\nNOTE al final &amp; ya');
});

test('a moment is shown for four seconds, or to the end of the video, and the file says so', async () => {
  const cues = await read(said({ atMs: 1000 }), said({ atMs: 599_000 }), said({ atMs: 600_000 }));
  expect(cues.map(({ startTime, endTime }) => [startTime, endTime])).toEqual([
    [1, 5],
    [599, 600],
    [600, 600.001],
  ]);
  expect(await whole(cuesOf(study()))).toContain('shown for 4 s');
});

test('cues come in order of time, whichever meeting they were written in', async () => {
  const later = { meeting: { number: 5, heldOn: '2026-07-01' } };
  const comments = [
    said({ atMs: 9000 }),
    said({ ...later, atMs: 2000, endMs: 2500 }),
    said({ ...later, atMs: 2000 }),
  ];
  expect(await read(...comments)).toHaveLength(3);
  // The parser puts them in order itself: the file is asked.
  const lines = (await whole(cuesOf(study(...comments)))).match(/^.* --> .*$/gm);
  expect(lines).toEqual([
    '00:00:02.000 --> 00:00:06.000',
    '00:00:02.000 --> 00:00:02.500',
    '00:00:09.000 --> 00:00:13.000',
  ]);
});
