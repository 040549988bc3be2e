import { getLocale } from '#lib/paraglide/runtime.js';

// Making a format takes far longer than using it.
const formats = new Map<string, Intl.DateTimeFormat>();
const numberFormats = new Map<string, Intl.NumberFormat>();

/** The reader's language as a tag for Intl. */
export function languageTag() {
  return getLocale() === 'en' ? 'en' : 'es-CL';
}

function format(options: Intl.DateTimeFormatOptions, at: Date) {
  const key = languageTag() + JSON.stringify(options);
  let found = formats.get(key);
  if (!found) formats.set(key, (found = new Intl.DateTimeFormat(languageTag(), options)));
  return found.format(at);
}

/** A moment of a video, `01:12`, or `1:02:30` from an hour on. */
export function clock(ms: number) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (value: number) => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${two(minutes)}:${two(seconds % 60)}`;
}

/** A calendar day, `2026-06-03`, as a date of the reader's own calendar. */
function ofDay(day: string) {
  return new Date(`${day}T12:00:00`);
}

/** Today on the reader's calendar, as `2026-06-03`. */
export function today() {
  const now = new Date();
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}

/** «miércoles, 3 de junio», with the year when it is not this one. */
export function longDay(day: string) {
  const at = ofDay(day);
  const year = at.getFullYear() === new Date().getFullYear() ? undefined : 'numeric';
  return format({ weekday: 'long', day: 'numeric', month: 'long', year }, at);
}

/** «3 jun 2026». */
export function shortDay(day: string) {
  return format({ day: 'numeric', month: 'short', year: 'numeric' }, ofDay(day));
}

/** «3 de junio, 16:30», of an ISO moment. */
export function dateTime(iso: string) {
  return format(
    { day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
    new Date(iso),
  );
}

/** «3 de junio de 2026», of an ISO moment. */
export function dateOf(iso: string) {
  return format({ day: 'numeric', month: 'long', year: 'numeric' }, new Date(iso));
}

/** «marzo de 2026», of an ISO moment. */
export function monthOf(iso: string) {
  return format({ month: 'long', year: 'numeric' }, new Date(iso));
}

/** «16:30», of an ISO moment. */
export function timeOf(iso: string) {
  return format({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }, new Date(iso));
}

/** A number as the reader writes it. */
export function number(value: number, options?: Intl.NumberFormatOptions) {
  // Written alike everywhere; the first of these formats takes a phone's thread for a while.
  if (!options && Number.isInteger(value) && value >= 0 && value < 1000) return String(value);
  return numberFormat(languageTag(), options).format(value);
}

function numberFormat(tag: string, options?: Intl.NumberFormatOptions) {
  const key = tag + JSON.stringify(options);
  let found = numberFormats.get(key);
  if (!found) numberFormats.set(key, (found = new Intl.NumberFormat(tag, options)));
  return found;
}

/** A fraction as `31 %`. Chile's own convention writes it without the space, which reads worse beside other numbers. */
export function percent(fraction: number) {
  return numberFormat(getLocale(), { style: 'percent', maximumFractionDigits: 0 }).format(fraction);
}

/** A size as people read it on a phone: `820 MB`, `1,2 GB` (powers of ten). */
export function size(bytes: number) {
  const gigabytes = bytes / 1e9;
  if (gigabytes >= 1) return `${number(gigabytes, { maximumFractionDigits: 1 })} GB`;
  if (bytes >= 1e6) return `${number(Math.round(bytes / 1e6))} MB`;
  return `${number(Math.max(1, Math.round(bytes / 1e3)))} kB`;
}

/** A span as people say it, never finer than it is known: `1 h 50 min`, `12 min`, `40 s`. */
export function span(seconds: number) {
  if (seconds < 90) return `${Math.max(5, Math.ceil(seconds / 5) * 5)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const rest = Math.round((minutes % 60) / 10) * 10;
  const hours = Math.floor(minutes / 60) + (rest === 60 ? 1 : 0);
  return rest === 0 || rest === 60 ? `${hours} h` : `${hours} h ${rest} min`;
}
