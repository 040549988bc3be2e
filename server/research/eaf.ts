import { create } from 'xmlbuilder2';
import { codebook } from '../coding/contract.ts';
import { constraints, languages, linguisticTypes, vocabularies } from './eaf-words.ts';
import { type Coding, currentCodings, type SaidInVideo, saidInVideo, shownFor, type Study } from './study.ts';
import { spread } from './tiers.ts';

type Span = { said: SaidInVideo; startMs: number; endMs: number };
type Tier = { author: string; name: string; spans: Span[] };
type Axis = 'what' | 'how';

/**
 * The comments on one episode as an ELAN document (EAF 3.0): a tier for each author, more where what one person said
 * overlaps, and under it a tier for each axis, source and coder, in symbolic association. The video is named and not
 * given: whoever has it chooses it in ELAN.
 */
export function elanDocument(study: Study, episode: { number: number }, writtenAt: Date): string {
  const spans = saidInVideo(study).map((said): Span => ({ said, ...shownFor(said) }));
  const tiers = [...Map.groupBy(spans, ({ said }) => said.author)].flatMap(([author, theirs]) =>
    spread(theirs).map((of, at): Tier => ({ author, name: at ? `${author}_${at + 1}` : author, spans: of })),
  );
  const ids = new Ids(spans);
  const elements = tiers.flatMap((tier) => [commentTier(tier, ids), ...codeTiers(tier, ids)]);
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
          PROPERTY: { '@NAME': 'lastUsedAnnotationId', '#': String(ids.last) },
        },
        TIME_ORDER: { TIME_SLOT: ids.slots },
        TIER: elements,
        LINGUISTIC_TYPE: linguisticTypes,
        LANGUAGE: languages,
        CONSTRAINT: constraints,
        CONTROLLED_VOCABULARY: vocabularies,
      },
    },
  ).end({ prettyPrint: true });
}

/** `a1`, `a2`… for annotations and `ts1`, `ts2`… for slots, as ELAN itself counts them. */
class Ids {
  /** In order of time; at the same moment ends come first, so that what follows on does not begin inside. */
  readonly slots: { '@TIME_SLOT_ID': string; '@TIME_VALUE': number }[];
  last: number;
  readonly #annotations: Map<Span, string>;
  readonly #begins = new Map<Span, string>();
  readonly #ends = new Map<Span, string>();

  constructor(spans: readonly Span[]) {
    this.last = spans.length;
    this.#annotations = new Map(spans.map((span, at) => [span, `a${at + 1}`]));
    const edges = spans.flatMap((span) => [
      { span, ms: span.startMs, of: this.#begins, rank: 1 },
      { span, ms: span.endMs, of: this.#ends, rank: 0 },
    ]);
    edges.sort((a, b) => a.ms - b.ms || a.rank - b.rank);
    this.slots = edges.map(({ span, ms, of }, at) => {
      of.set(span, `ts${at + 1}`);
      return { '@TIME_SLOT_ID': `ts${at + 1}`, '@TIME_VALUE': ms };
    });
  }

  of(span: Span) {
    return this.#annotations.get(span);
  }

  slotsOf(span: Span) {
    return { '@TIME_SLOT_REF1': this.#begins.get(span), '@TIME_SLOT_REF2': this.#ends.get(span) };
  }

  next() {
    this.last += 1;
    return `a${this.last}`;
  }
}

function commentTier({ author, name, spans }: Tier, ids: Ids) {
  return {
    ...{ '@TIER_ID': name, '@PARTICIPANT': author, '@LINGUISTIC_TYPE_REF': 'comment' },
    ANNOTATION: spans.map((span) => ({
      ALIGNABLE_ANNOTATION: {
        ...{ '@ANNOTATION_ID': ids.of(span), ...ids.slotsOf(span) },
        ANNOTATION_VALUE: span.said.text,
      },
    })),
  };
}

function codeTiers({ author, name, spans }: Tier, ids: Ids) {
  const coded = spans.flatMap((span) =>
    currentCodings(span.said)
      .filter((coding) => coding.codebook === codebook)
      .flatMap((coding) => axesOf(span, coding)),
  );
  return [...Map.groupBy(coded, ({ axis, by }) => `${name}:${axis}:${by}`)].map(([tierId, theirs]) => ({
    ...{ '@TIER_ID': tierId, '@PARENT_REF': name, '@PARTICIPANT': author },
    ...(theirs[0]?.coder ? { '@ANNOTATOR': theirs[0].coder } : {}),
    ...{ '@LINGUISTIC_TYPE_REF': theirs[0]?.axis, '@LANG_REF': 'eng' },
    ANNOTATION: theirs.map(({ span, value }) => ({
      REF_ANNOTATION: {
        ...{ '@ANNOTATION_ID': ids.next(), '@ANNOTATION_REF': ids.of(span), '@CVE_REF': value },
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
  return given.flatMap(([axis, value]) => (value === null ? [] : { span, axis, by, coder, value }));
}
