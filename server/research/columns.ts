import type { Coding, Said } from './study.ts';

/** One row of the table: a comment and one coding of it, or none. */
export type Row = { said: Said; coding: Coding | null };
export type Cell = string | number | boolean | null;

export type Column = {
  name: string;
  es: string;
  en: string;
  /** What can stand in it, as both languages read it. */
  values: string;
  unit: string;
  of: (row: Row) => Cell;
};

const column = (
  name: string,
  es: string,
  en: string,
  values: string,
  of: Column['of'],
  unit = '',
): Column => ({
  ...{ name, es, en, values, unit, of },
});
const yesNo = 'true | false';

/** The tidy table: its columns, in order, and what the dictionary beside it says of each. */
export const columns: readonly Column[] = [
  column(
    'comment',
    'Identificador del comentario: el mismo en todas las filas de un comentario y en todos los formatos.',
    'Identifier of the comment: the same in all rows of a comment and in all formats.',
    'UUID',
    ({ said }) => said.id,
  ),
  column(
    'author',
    'Seudónimo de quien escribió; estable dentro del club.',
    'Pseudonym of who wrote it; stable within the club.',
    'P-XXXX',
    ({ said }) => said.author,
  ),
  column(
    'role',
    'Rol de quien escribió, en ese momento.',
    'Role of who wrote it, at that moment.',
    'teacher | mediator',
    ({ said }) => said.role,
  ),
  column(
    'meeting',
    'Número del encuentro; vacío: fuera de encuentro.',
    'Number of the meeting; empty: outside any meeting.',
    '1, 2, 3…',
    ({ said }) => said.meeting?.number ?? null,
  ),
  column(
    'meeting_date',
    'Día del encuentro.',
    'Day of the meeting.',
    'AAAA-MM-DD (ISO 8601)',
    ({ said }) => said.meeting?.heldOn ?? null,
  ),
  column(
    'episode',
    'Número del episodio, en el orden en que se compartieron; no cambia. Los títulos no salen.',
    'Number of the episode, in the order they were shared; it does not change. Titles do not go out.',
    '1, 2, 3…',
    ({ said }) => said.episode?.number ?? null,
  ),
  column(
    'episode_duration_ms',
    'Duración del episodio.',
    'Duration of the episode.',
    '≥ 0',
    ({ said }) => said.episode?.durationMs ?? null,
    'ms',
  ),
  column(
    'at_ms',
    'Momento del video al que se refiere, desde el comienzo del episodio.',
    'Moment of the video it is about, from the beginning of the episode.',
    '≥ 0',
    ({ said }) => said.atMs,
    'ms',
  ),
  column(
    'end_ms',
    'Fin del tramo del video; vacío: un momento sin fin.',
    'End of the range of the video; empty: a moment without an end.',
    '> at_ms',
    ({ said }) => said.endMs,
    'ms',
  ),
  column(
    'phase',
    'Si se escribió antes, durante o después del encuentro.',
    'Whether it was written before, during or after the meeting.',
    'before | during | after',
    ({ said }) => said.phase,
  ),
  column(
    'reply',
    'Si responde a otro comentario.',
    'Whether it answers another comment.',
    yesNo,
    ({ said }) => said.reply,
  ),
  column(
    'reply_to',
    'El comentario al que responde, solo si también está en esta tabla.',
    'The comment it answers, only if that is in this table too.',
    'UUID',
    ({ said }) => said.replyTo,
  ),
  column(
    'independent',
    'Si se escribió antes de poder leer a otra persona en ese episodio.',
    'Whether it was written before its author could read anybody else on that episode.',
    yesNo,
    ({ said }) => said.independent,
  ),
  column(
    'presenters_own',
    'Si quien escribió presenta el episodio.',
    'Whether its author presents the episode.',
    yesNo,
    ({ said }) => said.presenters,
  ),
  column(
    'asked_cause',
    'Por qué se preguntó «¿Qué vio u oyó…?» al escribir; vacío: no se preguntó.',
    'Why «What did you see or hear…?» was asked while writing; empty: it was not asked.',
    'marked: marcó una impresión / marked a judgment | words: por las palabras / by the words alone',
    ({ said }) => said.asked?.cause ?? null,
  ),
  column(
    'asked_answer',
    'Qué se hizo con esa pregunta; vacío: nada, o no se preguntó.',
    'What was done with that question; empty: nothing, or it was not asked.',
    'added: lo agregó / added it | left: lo dejó así / left it | not_today: hoy no / not today',
    ({ said }) => said.asked?.answer ?? null,
  ),
  column(
    'source',
    'De dónde viene la marca de esta fila. Vacío, con las columnas siguientes: sin marcar, o marcado solo por quien no aceptó.',
    'Where the coding of this row comes from. Empty, with the columns after it: not coded, or only by people who did not agree.',
    'author | mediator | blind | imported',
    ({ coding }) => coding?.source ?? null,
  ),
  column(
    'coder',
    'Seudónimo de quien marcó.',
    'Pseudonym of who coded.',
    'P-XXXX',
    ({ coding }) => coding?.coder ?? null,
  ),
  column(
    'codebook',
    'Versión del libro de categorías con que se marcó.',
    'Version of the codebook that was used.',
    'what-how/1',
    ({ coding }) => coding?.codebook ?? null,
  ),
  column(
    'revision',
    'Versión de la marca de esta persona: 1 es la primera; la mayor es la vigente.',
    'Version of this person’s coding: 1 is the first; the highest is the current one.',
    '1, 2, 3…',
    ({ coding }) => coding?.revision ?? null,
  ),
  column(
    'coded_at',
    'Cuándo se marcó, en hora universal (UTC).',
    'When it was coded, in universal time (UTC).',
    'ISO 8601',
    ({ coding }) => coding?.codedAt?.toISOString() ?? null,
  ),
  column(
    'what',
    'Qué observa: profesor/a y metodología, o estudiantes y aprendizaje; vacío: sin marcar.',
    'What it looks at: teacher and method, or students and learning; empty: not coded.',
    'teaching | learning',
    ({ coding }) => coding?.what ?? null,
  ),
  column(
    'how',
    'Cómo observa: juicio o descripción general, o descripción detallada basada en evidencia; vacío: sin marcar.',
    'How it looks: judgment or general description, or detailed description based on evidence; empty: not coded.',
    'judgment | evidence',
    ({ coding }) => coding?.how ?? null,
  ),
  column(
    'practice',
    'Qué hace una respuesta de mediación por la conversación.',
    'What a mediator’s reply does for the conversation.',
    'orienting | sustaining | video | collaborating (van Es et al. 2014)',
    ({ said }) => said.practice,
  ),
  column(
    'move',
    'La intervención, dentro de esa práctica.',
    'The move, within that practice.',
    'van Es, Tunney, Goldsmith & Seago 2014, J. Teacher Education 65(4)',
    ({ said }) => said.move,
  ),
  column(
    'imported',
    'Si viene de la planilla de un encuentro anterior al uso de esta plataforma.',
    'Whether it comes from the spreadsheet of a meeting held before this platform was used.',
    yesNo,
    ({ said }) => said.imported,
  ),
  column(
    'words',
    'Número de palabras del texto, como fue escrito.',
    'Number of words of the text, as it was written.',
    '≥ 0',
    ({ said }) => said.words,
  ),
  column(
    'text',
    "El comentario. Los nombres de integrantes del club son su seudónimo, o «…» si no aceptaron; otros nombres no se reconocen. Si una celda empieza con = + - @, tabulación o retorno, lleva delante un apóstrofo (') para que ninguna planilla la ejecute: quítelo para recuperar el texto.",
    "The comment. Names of members are their pseudonym, or «…» if they did not agree; other names are not recognised. A cell that begins with = + - @, a tab or a return has an apostrophe (') before it, so that no spreadsheet runs it: take it off to get the text back.",
    'UTF-8',
    ({ said }) => said.text,
  ),
];
