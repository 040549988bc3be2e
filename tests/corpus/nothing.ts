import { gzipSync } from 'node:zlib';
import { ascii, box, u32 } from './boxes.ts';
import { good } from './drawn.ts';
import { broken, random, type End, type Recipe } from './recipe.ts';

const bytes = (name: string, about: string, ends: readonly End[], make: () => Buffer): Recipe => ({
  name,
  about,
  ends,
  draw: make,
});

const ftyp = box('ftyp', ascii('isom'), u32(512), ascii('isomiso2avc1mp41'));

/** Files that never were a video. */
export const nothing: Recipe[] = [
  bytes('empty', 'no bytes at all', ['empty'], () => Buffer.alloc(0)),
  bytes('one-byte', 'a single byte', ['not_video'], () => Buffer.from([0])),
  bytes('text', 'a letter', ['not_video'], () => ascii('Estimada profesora:\n')),
  bytes('shell', 'a shell script', ['not_video'], () => ascii('#!/bin/sh\nrm -rf "$HOME"\n')),
  bytes('php', 'a PHP page', ['not_video'], () => ascii('<?php system($_GET["c"]); ?>')),
  bytes('elf', 'a program', ['not_video'], () =>
    Buffer.concat([Buffer.from('7f454c4602010100', 'hex'), Buffer.alloc(5000, 0x90)]),
  ),
  bytes('noise', 'nothing but noise', ['not_video'], () => {
    const next = random(7);
    return Buffer.from(Array.from({ length: 100_000 }, () => next() * 256));
  }),
  bytes('zeros', 'nothing but zeros', ['not_video'], () => Buffer.alloc(100_000)),
  bytes('gzip', 'a hundred megabytes of zeros, packed', ['not_video'], () =>
    gzipSync(Buffer.alloc(100_000_000)),
  ),
  bytes('zip', 'a zip archive', ['not_video'], () => Buffer.concat([ascii('PK\x03\x04'), Buffer.alloc(500)])),
  bytes('only-ftyp', 'the first box of an MP4 and nothing else', broken, () => ftyp),
  bytes('only-mdat', 'an MP4 of nothing but media', broken, () =>
    Buffer.concat([ftyp, box('mdat', Buffer.alloc(1e6, 3))]),
  ),
  bytes('only-boxes', 'a hundred thousand empty boxes', broken, () =>
    Buffer.concat([ftyp, ...Array.from({ length: 100_000 }, () => box('free'))]),
  ),
  bytes('only-ebml', 'the first bytes of a Matroska file', broken, () => Buffer.from('1a45dfa3', 'hex')),
  bytes('only-riff', 'the first bytes of an AVI', broken, () => ascii('RIFF\xff\xff\xff\xffAVI LIST')),
  {
    ...bytes('sparse-mp4', 'two gigabytes of zeros behind the first box of an MP4', broken, () => ftyp),
    sparseTo: 2 ** 31,
  },
  {
    ...bytes(
      'sparse-mdat',
      'an MP4 whose index should follow after two gigabytes, and does not',
      broken,
      () => Buffer.concat([ftyp, u32(0x7fffffff - 100), ascii('mdat')]),
    ),
    sparseTo: 2 ** 31,
  },
  {
    ...bytes(
      'sparse-mkv',
      'two gigabytes of zeros behind the first bytes of a Matroska file',
      [...broken, 'too_heavy'],
      () => Buffer.from('1a45dfa39342868101', 'hex'),
    ),
    sparseTo: 2 ** 31,
  },
  {
    name: 'sparse-live',
    about: "a browser's recording with half a gigabyte of zeros at its end",
    ends: [...broken, 'ready', 'too_heavy'],
    draw: () => good.live(),
    sparseTo: 2 ** 29,
    slow: true,
  },
  {
    name: 'sparse-avi',
    about: 'an AVI with two gigabytes of zeros at its end',
    ends: [...broken, 'ready', 'too_heavy'],
    draw: () => good.avi(),
    sparseTo: 2 ** 31,
  },
];
