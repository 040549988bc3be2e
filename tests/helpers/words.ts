import { readFileSync } from 'node:fs';

type Words = Record<string, unknown>;

/** What the product says in a language: `say('upload_send')`. Asking for a sentence it does not have fails. */
export function wordsOf(locale: 'es' | 'en') {
  const file = new URL(`../../web/messages/${locale}.json`, import.meta.url);
  const words = JSON.parse(readFileSync(file, 'utf8')) as Words;
  return (key: string, params: Record<string, string | number> = {}) => {
    const text = words[key];
    if (typeof text !== 'string') throw new Error(`${locale}.json has no plain sentence ${key}`);
    return text.replace(/\{(\w+)\}/g, (_, name: string) => String(params[name] ?? `{${name}}`));
  };
}
