import type { End, MeetingShift, Share } from '#contract/shift';
import { m } from '#lib/paraglide/messages.js';
import { languageTag, number, percent } from '#lib/time.ts';

/** «27 % (26 de 97)»: never a percentage without its n. */
export function shareWords({ count, n }: Pick<End, 'count' | 'n'>) {
  return m.shift_share({ share: percent(count / n), count: number(count), n: number(n) });
}

/** «entre 19 % y 36 %»: the Wilson interval. */
export function bandWords({ low, high }: Pick<Share, 'low' | 'high'>) {
  return m.shift_band({ low: percent(low), high: percent(high) });
}

/** «1, 2 y 5». */
export function listWords(words: readonly string[]) {
  const [only] = words;
  if (words.length < 2) return only ?? '';
  return new Intl.ListFormat(languageTag(), { type: 'conjunction' }).format(words);
}

/** «el encuentro 1», «los encuentros 1 y 2». */
export function meetingsWords(numbers: readonly number[]) {
  const words = numbers.map((each) => number(each));
  const [first, last] = [words.slice(0, -1).join(', '), words.at(-1) ?? ''];
  // Not by Intl.ListFormat: its first use takes a phone's thread for a while, and this is in the sentence that comes first.
  return m.shift_meetings({ count: numbers.length, numbers: first ? m.list_and({ first, last }) : last });
}

/** All that a meeting's dot says, for those who listen and those who point. */
export function dotWords({ number, learning, evidence }: MeetingShift) {
  return [
    m.meeting_name({ number }),
    ...(learning ? [`${m.code_learning()}: ${shareWords(learning)}, ${bandWords(learning)}`] : []),
    ...(evidence ? [`${m.code_evidence()}: ${shareWords(evidence)}, ${bandWords(evidence)}`] : []),
  ].join('. ');
}

/** «+4,1»: a part of 1 as points of a hundred, with its sign. */
export function points(fraction: number) {
  return number(fraction * 100, { maximumFractionDigits: 1, signDisplay: 'exceptZero' });
}

/** «0,012», «menos de 0,001». */
export function pWords(p: number) {
  const least = 0.001;
  const digits = { minimumFractionDigits: 2, maximumFractionDigits: 3 };
  return p < least ? m.shift_p_below({ p: number(least, digits) }) : number(p, digits);
}
