import { clock } from '../episodes/captions.ts';
import {
  currentCodings,
  momentShownMs,
  saidInVideo,
  shownFor,
  type SaidInVideo,
  type Study,
} from './study.ts';

/** The comments on one episode as WebVTT cues, in order of time: who, what, and its codes on a line of their own. */
export function* cuesOf(study: Study): Generator<string> {
  yield `WEBVTT\n\nNOTE Comments of people who agreed to research, by pseudonym.
A comment on a moment, without an end, is shown for ${momentShownMs / 1000} s.\n`;
  const said = saidInVideo(study).map((one) => ({ one, ...shownFor(one) }));
  said.sort((a, b) => a.startMs - b.startMs || b.endMs - a.endMs);
  for (const { one, startMs, endMs } of said)
    yield `\n${one.id}\n${clock(startMs)} --> ${clock(endMs)}\n<v ${one.author}>${spoken(one)}\n`;
}

/** An empty line would end the cue. */
function spoken(said: SaidInVideo) {
  const lines = said.text.split(/[\r\n]+/).filter((line) => line.trim() !== '');
  const codes = currentCodings(said).map(({ what, how, source }) =>
    [what && `what: ${what}`, how && `how: ${how}`, `by: ${source}`].filter(Boolean).join(', '),
  );
  return [...lines, ...codes.map((line) => `[${line}]`)].map(escaped).join('\n');
}

function escaped(text: string) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
