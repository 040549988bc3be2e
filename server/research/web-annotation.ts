import type { Box } from '../../db/schema/comments.ts';
import { type Coding, currentCodings, type SaidInVideo, saidInVideo, type Study } from './study.ts';

export const annotationContext = 'http://www.w3.org/ns/anno.jsonld';

/**
 * The comments as a W3C Web Annotation collection with one page (Web Annotation Data Model, REC 2017), piece by piece.
 * Everything is named by `urn:uuid`, so that the same comment, person and episode are the same in every export.
 */
export function* annotationsOf(study: Study): Generator<string> {
  const said = saidInVideo(study);
  const about = `urn:uuid:${study.clubId}`;
  const collection = {
    '@context': annotationContext,
    id: `${about}#annotations`,
    type: 'AnnotationCollection',
    total: said.length,
  };
  const page = { id: `${about}#page`, type: 'AnnotationPage', startIndex: 0 };
  const out = new Set(said.map(({ id }) => id));
  yield `${opened(collection)},"first":${opened(page)},"items":[\n`;
  for (const [at, one] of said.entries())
    yield `${at > 0 ? ',\n' : ''}${JSON.stringify(annotation(one, about, out))}`;
  yield '\n]}}\n';
}

/** An object without its end, for more to follow. */
function opened(value: object) {
  return JSON.stringify(value).slice(0, -1);
}

function annotation(said: SaidInVideo, about: string, out: ReadonlySet<string>) {
  const { id, author, episode, reply, replyTo, text } = said;
  const video = { id: `urn:uuid:${episode.id}`, type: 'Video', label: `episode ${episode.number}` };
  const selector = {
    type: 'FragmentSelector',
    conformsTo: 'http://www.w3.org/TR/media-frags/',
    value: mediaFragment(said),
  };
  const place = { type: 'SpecificResource', source: video, selector };
  const answered = replyTo !== null && out.has(replyTo) ? [`urn:uuid:${replyTo}`] : [];
  return {
    id: `urn:uuid:${id}`,
    type: 'Annotation',
    motivation: reply ? 'replying' : 'commenting',
    creator: person(about, author),
    body: [
      { type: 'TextualBody', purpose: 'commenting', format: 'text/plain', value: text },
      ...currentCodings(said).flatMap((coding) => tags(coding, about)),
    ],
    target: answered.length > 0 ? [place, ...answered] : place,
  };
}

function tags({ what, how, source, coder, codebook, codedAt }: Coding, about: string) {
  const axes = [what && `what: ${what}`, how && `how: ${how}`].filter((value) => value !== null);
  return axes.map((value) => ({
    ...{ type: 'TextualBody', purpose: 'tagging', format: 'text/plain', value },
    label: `${source}; ${codebook}`,
    ...(coder ? { creator: person(about, coder) } : {}),
    ...(codedAt ? { created: codedAt.toISOString() } : {}),
  }));
}

function person(about: string, pseudonym: string) {
  return { id: `${about}#${pseudonym}`, type: 'Person', nickname: pseudonym };
}

/**
 * Time, and part of the picture, as Media Fragments URI 1.0 writes them. `t=a` alone would go on to the end of the video:
 * a moment lasts the one millisecond that it names. Percentages are whole there, so the part is the smallest around the box.
 */
export function mediaFragment({ atMs, endMs, box }: Pick<SaidInVideo, 'atMs' | 'endMs' | 'box'>) {
  const time = `t=${atMs / 1000},${(endMs ?? atMs + 1) / 1000}`;
  return box ? `${time}&xywh=percent:${percentages(box).join(',')}` : time;
}

function percentages({ x, y, width, height }: Box) {
  // 0.07 * 100 is a little more than 7.
  const hundredth = (fraction: number) => Number((fraction * 100).toFixed(6));
  const [left, top] = [Math.floor(hundredth(x)), Math.floor(hundredth(y))];
  const right = Math.min(100, Math.ceil(hundredth(x + width)));
  const bottom = Math.min(100, Math.ceil(hundredth(y + height)));
  return [left, top, right - left, bottom - top];
}
