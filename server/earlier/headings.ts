import { type Codes } from '../coding/contract.ts';
import type { Column } from './contract.ts';

/** `inMinutes`: the heading speaks of minutes, so a lone number below it could be either minutes or seconds. */
export type Heading = { name: string; column: Column | null; inMinutes: boolean };

/** Every heading understood, in the form that `plain` gives it. */
const headings: Record<Column, string[]> = {
  person: listed('persona, person, nombre, name, docente, teacher, autor, autora, author, correo'),
  meeting: listed('encuentro, meeting, sesion, session, n de encuentro, numero de encuentro'),
  date: listed('fecha, date, dia, day'),
  what: listed('que, what, que observan, que observa, foco, focus'),
  how: listed('como, how, como observan, como observa'),
  episode: listed('episodio, episode, video, clip'),
  at: listed('momento, minuto, minutos, segundos, en, tiempo, at, moment, minute, minutes, time, seconds'),
  text: listed('texto, comentario, text, comment'),
};
const aboutMinutes = listed('minuto, minutos, minute, minutes');

/** Every word understood for a code, in plain form; an empty cell is a comment without that code. */
const whatWords: Record<NonNullable<Codes['what']>, string[]> = {
  teaching: listed(
    `ensenanza, profesor, profesora, profesor/a, docente, metodologia, profesor y metodologia,
    profesor/a y metodologia, teaching, teacher, teacher and method`,
  ),
  learning: listed(
    `aprendizaje, aprendizajes, estudiante, estudiantes, alumnos, estudiantes y aprendizaje, learning, student,
    students, students and learning`,
  ),
};
const howWords: Record<NonNullable<Codes['how']>, string[]> = {
  judgment: [
    ...listed('impresion, juicio, juicios, opinion, general, judgment, judgement, impression'),
    ...['juicio o descripcion general', 'juicio, descripciones genericas'],
  ],
  evidence: [
    ...listed('vi u oi, evidencia, descripcion detallada, evidence, saw or heard, i saw or heard'),
    ...['descripcion detallada, basada en evidencia', 'descripciones detalladas basadas en evidencia'],
  ],
};
const unmarked = ['', ...listed('-, sin marcar, unmarked, uncoded, not marked')];

function listed(words: string) {
  return words.split(',').map((word) => word.trim());
}

/** Words without accents, capitals, question marks and stray blanks, so that people need not write them all alike. */
export function plain(text: string) {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[¿?:.º°"*]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase();
}

/** Which column a heading names, if any. */
export function columnOf(heading: string): Heading {
  const name = heading.trim();
  const word = plain(name);
  const column = keyOf(headings, word) ?? null;
  return { name, column, inMinutes: aboutMinutes.includes(word) };
}

/** The code that a cell says; null for none, undefined for a word that is not understood. */
export const whatOf = (cell: string) => codeOf(whatWords, cell);
export const howOf = (cell: string) => codeOf(howWords, cell);

function codeOf<C extends string>(words: Record<C, string[]>, cell: string): C | null | undefined {
  const word = plain(cell);
  return unmarked.includes(word) ? null : keyOf(words, word);
}

function keyOf<K extends string>(words: Record<K, string[]>, word: string) {
  return (Object.keys(words) as K[]).find((key) => words[key].includes(word));
}
