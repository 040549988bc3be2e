import { create } from 'xmlbuilder2';
import { codebook } from '../coding/contract.ts';
import { constraints, languages, linguisticTypes, vocabularies } from './eaf-words.ts';
import { type Coding, currentCodings, type SaidInVideo, saidInVideo, shownFor, type Study } from './study.ts';
import { spread } from './tiers.ts';

type Span = { said: SaidInVideo; id: string; startMs: number; endMs: number };
type Slot = { id: string; ms: number };
type Axis = 'what' | 'how';

/**
 * The comments on one episode as an ELAN document (EAF 3.0): a tier for each author, more where what one person said
 * overlaps, and under it a tier for each axis, source and coder, in symbolic association. The video is named and not
 * given: whoever has it chooses it in ELAN.
 */
export function elanDocument(study: Study, episode: { number: number }, writtenAt: Date): string {
  const spans = saidInVideo(study).map((said, at): Span => ({ said, id: `a${at + 1}`, ...shownFor(said) }));
  const tiers = [...Map.groupBy(spans, ({ said }) => said.author)].flatMap(([author, theirs]) =>
    spread(theirs).map((tier, at) => ({ author, name: at === 0 ? author : `${author}_${at + 1}`, tier })),
  );
  const tierElements = tiers.flatMap(({ author, name, tier }) => [
    {
      '@TIER_ID': name,
      '@PARTICIPANT': author,
      '@LINGUISTIC_TYPE_REF': 'comment',
      ANNOTATION: tier.map(alignable),
    },
    ...dependentTiers(name, author, tier),
  ]);
  const file = `episode-${episode.number}.mp4`;
  return create(
    { encoding: 'UTF-8', invalidCharReplacement: '' },
    {
      ANNOTATION_DOCUMENT: {
        '@xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance',
        '@xsi:noNamespaceSchemaLocation': 'http://www.mpi.nl/tools/elan/EAFv3.0.xsd',
        ...{ '@AUTHOR': '', '@DATE': writtenAt.toISOString(), '@FORMAT': '3.0', '@VERSION': '3.0' },
        HEADER: {
          ...{ '@MEDIA_FILE': '', '@TIME_UNITS': 'milliseconds' },
          MEDIA_DESCRIPTOR: {
            ...{ '@MEDIA_URL': `file:///${file}`, '@RELATIVE_MEDIA_URL': `./${file}` },
            '@MIME_TYPE': 'video/mp4',
          },
          // ELAN numbers what is added later from there on.
          PROPERTY: { '@NAME': 'lastUsedAnnotationId', '#': String(spans.length) },
        },
        TIME_ORDER: {
          TIME_SLOT: slotsOf(spans).map(({ id, ms }) => ({ '@TIME_SLOT_ID': id, '@TIME_VALUE': ms })),
        },
        TIER: tierElements,
        LINGUISTIC_TYPE: linguisticTypes,
        LANGUAGE: languages,
        CONSTRAINT: constraints,
        CONTROLLED_VOCABULARY: vocabularies,
      },
    },
  ).end({ prettyPrint: true });
}

/** In order of time; at the same moment ends come first, so that what follows on does not begin inside. */
function slotsOf(spans: readonly Span[]): Slot[] {
  return spans
    .flatMap(({ id, startMs, endMs }) => [
      { id: beginOf(id), ms: startMs, rank: 1 },
      { id: endOf(id), ms: endMs, rank: 0 },
    ])
    .sort((a, b) => a.ms - b.ms || a.rank - b.rank);
}

const beginOf = (id: string) => `ts_${id}_begin`;
const endOf = (id: string) => `ts_${id}_end`;

function alignable({ said, id }: Span) {
  return {
    ALIGNABLE_ANNOTATION: {
      ...{ '@ANNOTATION_ID': id, '@TIME_SLOT_REF1': beginOf(id), '@TIME_SLOT_REF2': endOf(id) },
      ANNOTATION_VALUE: said.text,
    },
  };
}

function dependentTiers(parent: string, author: string, tier: readonly Span[]) {
  const coded = tier.flatMap((span) =>
    currentCodings(span.said)
      .filter((coding) => coding.codebook === codebook)
      .flatMap((coding) => axesOf(span, coding)),
  );
  return [...Map.groupBy(coded, ({ axis, by }) => `${parent}:${axis}:${by}`)].map(([name, theirs]) => ({
    ...{ '@TIER_ID': name, '@PARENT_REF': parent, '@PARTICIPANT': author },
    ...(theirs[0]?.coder ? { '@ANNOTATOR': theirs[0].coder } : {}),
    ...{ '@LINGUISTIC_TYPE_REF': theirs[0]?.axis, '@LANG_REF': 'eng' },
    ANNOTATION: theirs.map(({ span, id, value }) => ({
      REF_ANNOTATION: {
        ...{ '@ANNOTATION_ID': id, '@ANNOTATION_REF': span.id, '@CVE_REF': value },
        ANNOTATION_VALUE: value,
      },
    })),
  }));
}

/** The author's own codes need no other name; those of anybody else are told apart by who gave them. */
function axesOf(span: Span, { source, coder, what, how }: Coding) {
  const by = source === 'author' ? source : `${source}:${coder}`;
  const given: [Axis, string | null][] = [
    ['what', what],
    ['how', how],
  ];
  return given.flatMap(([axis, value]) =>
    value === null
      ? []
      : { span, axis, by, coder, value, id: `${span.id}_${axis}_${by.replaceAll(':', '_')}` },
  );
}
