import type { z } from 'zod';
import type { coder, side } from '#contract/blind';
import { m } from '#lib/paraglide/messages.js';
import { number } from '#lib/time.ts';
import { alphaBand, alphaBounds, kappaBand, type KappaBand } from './bands.ts';

export type Side = z.input<typeof side>;
export type Coder = z.input<typeof coder>;

/** Three digits, as coefficients are printed; what rounds to zero is never minus zero. */
export const coefficient = (value: number) =>
  number(Number(value.toFixed(3)) + 0, { minimumFractionDigits: 3, maximumFractionDigits: 3 });

export function coderName({ name, number: which, me }: Coder) {
  return me ? m.blind_coder_me() : (name ?? m.blind_coder_other({ number: which }));
}

/** As a name begins a line. */
export function capital(words: string) {
  return words.charAt(0).toLocaleUpperCase() + words.slice(1);
}

export function sideName({ source, coder }: Side) {
  if (!coder) return m.blind_side_author();
  return source === 'mediator' ? m.blind_side_mediator({ name: coderName(coder) }) : coderName(coder);
}

const bands: Record<KappaBand, () => string> = {
  poor: m.blind_band_poor,
  slight: m.blind_band_slight,
  fair: m.blind_band_fair,
  moderate: m.blind_band_moderate,
  substantial: m.blind_band_substantial,
  perfect: m.blind_band_perfect,
};

export function kappaWords(kappa: number) {
  return m.blind_kappa_band({ value: coefficient(kappa), band: bands[kappaBand(kappa)]() });
}

export function alphaWords(alpha: number) {
  const say = { good: m.blind_alpha_good, tentative: m.blind_alpha_tentative, low: m.blind_alpha_low };
  const band = alphaBand(alpha);
  const bound = band === 'good' ? alphaBounds.good : alphaBounds.tentative;
  return say[band]({ value: coefficient(alpha), bound: coefficient(bound) });
}

const codes: Record<string, () => string> = {
  teaching: m.code_teaching,
  learning: m.code_learning,
  judgment: m.code_judgment,
  evidence: m.code_evidence,
};
export const codeName = (code: string) => codes[code]?.() ?? code;
