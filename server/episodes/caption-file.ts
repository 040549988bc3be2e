import { problem } from '../http/problems.ts';

/** One line of captions: plain words, from `startMs` up to `endMs` of the episode. */
export type Cue = { startMs: number; endMs: number; text: string };

/** More than anybody says in four hours. */
const mostCues = 10_000;

/**
 * The cues of a WebVTT or SRT file, in order of time. Both are read by one set of rules, as leniently as players do: a
 * block without a time that makes sense is passed over, and so are headers, notes, styles and where to show a cue.
 * Throws `captions_unreadable`, with the first `line` that is wrong, when no cue is left or there are too many.
 */
export function readCaptions(file: Buffer): Cue[] {
  const lines = decode(file).split(/\r\n|\r|\n/);
  const cues: Cue[] = [];
  let wrong: number | undefined;
  for (let at = 0; at < lines.length;) {
    const line = lines[at++] ?? '';
    if (!meansTime.test(line)) continue;
    const time = readTime(line);
    const said = wordsFrom(lines, at);
    at += said.length;
    const text = plainWords(said);
    if (time && text !== '') cues.push({ ...time, text });
    if (!time || cues.length > mostCues) wrong ??= at - said.length;
  }
  if (cues.length === 0 || cues.length > mostCues) {
    throw problem('captions_unreadable', { line: wrong ?? firstOdd(lines) });
  }
  return cues.sort((a, b) => a.startMs - b.startMs);
}

const arrow = '-->';
const clock = /(?:(\d{1,2}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,3}))?/.source;
const meansTime = new RegExp(`^\\s*\\d[\\d:.,\\s]*${arrow}`);
const timeLine = new RegExp(`^\\s*${clock}\\s*${arrow}\\s*${clock}(?:\\s|$)`);

/** `00:01:02,500 --> 01:04.75 line:0`: hours and thousandths may be missing, a comma or a point stands before them. */
function readTime(line: string) {
  const found = timeLine.exec(line);
  if (!found) return null;
  const startMs = inMs(found.slice(1, 5));
  const endMs = inMs(found.slice(5, 9));
  return startMs !== null && endMs !== null && startMs < endMs ? { startMs, endMs } : null;
}

function inMs([hours = '0', minutes, seconds, fraction = '']: (string | undefined)[]) {
  if (Number(minutes) > 59 || Number(seconds) > 59) return null;
  const whole = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds);
  return whole * 1000 + Number(fraction.padEnd(3, '0'));
}

/** The lines up to an empty one; or up to the next time, where the empty line was forgotten, and its number if it has one. */
function wordsFrom(lines: string[], start: number) {
  let end = start;
  const time = () => meansTime.test(lines[end] ?? '');
  while (end < lines.length && lines[end]?.trim() !== '' && !time()) end += 1;
  const numbered = end > start && time() && /^\d+$/.test(lines[end - 1]?.trim() ?? '');
  return lines.slice(start, numbered ? end - 1 : end);
}

const placement = /\{\\[^{}]*\}/g;
const speaker = /<v(?:\.[^\s<>]*)?\s([^<>]*)>/gi;
const markup =
  /<\/?(?:b|c|i|s|u|em|rt|ruby|strong)(?:\.[^\s<>]*)?>|<\/?(?:font|lang|v)(?:[.\s][^<>]*)?>|<br *\/?>|<\d[\d:.,]*>/gi;
const entities: Record<string, string> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&nbsp;': ' ',
  '&lrm;': '',
  '&rlm;': '',
};

/** What is said, without the marks of either format; who says it stays: `<v Ana>Hola` is `Ana: Hola`. */
function plainWords(lines: string[]) {
  return lines
    .map((line) =>
      line
        .replace(placement, '')
        .replace(speaker, (_, name: string) => `${name.trim()}: `)
        .replace(markup, '')
        .replace(/&(?:amp|lt|gt|quot|#39|nbsp|lrm|rlm);/g, (entity) => entities[entity] ?? entity)
        .replace(/\s+/g, ' ')
        .trim(),
    )
    .filter((line) => line !== '')
    .join('\n');
}

/** The first line that is neither empty, nor a number, nor the header: 1 for a file without any. */
function firstOdd(lines: string[]) {
  return (
    Math.max(
      0,
      lines.findIndex((line) => !/^(?:WEBVTT.*|\d*)$/.test(line.trim())),
    ) + 1
  );
}

/** Text in UTF-8 or UTF-16, with or without its mark; anything else is taken for Windows-1252, as old subtitles are. */
function decode(file: Buffer) {
  const text = new TextDecoder(encodingOf(file)).decode(file);
  return text.replaceAll('\0', '');
}

function encodingOf(file: Buffer) {
  const [first, second] = file;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  // Both formats begin with ASCII, every other byte of which is 0 in UTF-16.
  if (first === 0 && second !== 0) return 'utf-16be';
  if (first !== 0 && second === 0) return 'utf-16le';
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(file);
    return 'utf-8';
  } catch {
    return 'windows-1252';
  }
}
