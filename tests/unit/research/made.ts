import { randomUUID } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import type { Coding, Said, Study } from '../../../server/research/study.ts';

export const episode = { id: randomUUID(), number: 3, durationMs: 600_000 };

/** A comment as it goes out; what a test is about is given. */
export function said(given: Partial<Said> = {}): Said {
  return {
    ...{ id: randomUUID(), author: 'P-7K3Q', role: 'teacher', meeting: { number: 4, heldOn: '2026-06-11' } },
    ...{ episode, atMs: 12_500, endMs: null, box: null, phase: 'during', reply: false, replyTo: null },
    ...{ independent: true, presenters: false, asked: null, practice: null, move: null },
    ...{ text: 'E4 cuenta con los dedos.', words: 5, imported: false, codings: [] },
    ...given,
  };
}

export function coding(given: Partial<Coding> = {}): Coding {
  return {
    ...{ source: 'author', coder: 'P-7K3Q', codebook: 'what-how/1', revision: 1 },
    ...{ codedAt: new Date('2026-06-11T20:00:00Z'), what: 'learning', how: 'evidence' },
    ...given,
  };
}

export function study(...comments: Said[]): Study {
  return { clubId: '7d6c2c4e-6a5b-4a53-9a0a-0c1d2e3f4a5b', said: comments };
}

export function whole(pieces: Iterable<string>) {
  return text(Readable.from(pieces));
}
