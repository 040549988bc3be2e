import { createContext } from 'svelte';
import type { z } from 'zod';
import { account, changeAccount, locales, themes, type whoAmI } from '#contract/accounts';
import { type Answer, call } from '#lib/api.ts';
import { overwriteGetLocale } from '#lib/paraglide/runtime.js';

export type Account = z.input<typeof account>;
export type Locale = (typeof locales)[number];
export type Theme = (typeof themes)[number];

/** Who is signed in, and how they like to read: their account's choice, else this device's. */
export class Session {
  readonly #read: () => Answer<typeof whoAmI>;
  /** What was just pressed, until the account says the same. */
  #chosen = $state<{ locale?: Locale; theme?: Theme }>({});

  /** `read` gives the newest answer of whoAmI; the root layout reloads it. */
  constructor(read: () => Answer<typeof whoAmI>) {
    this.#read = read;
    // Messages ask for the language each time they are said, so a change of language redraws without a reload.
    overwriteGetLocale(() => this.locale);
  }

  get account() {
    return this.#read().account;
  }
  get encrypted() {
    return this.#read().encrypted;
  }
  /** Whether they were named to coordinate clubs. */
  get coordinates() {
    return this.#read().coordinates;
  }
  get notices() {
    return this.#read().notices;
  }
  get locale(): Locale {
    return this.#chosen.locale ?? this.account?.locale ?? deviceLocale();
  }
  get theme(): Theme {
    return this.#chosen.theme ?? this.account?.theme ?? deviceTheme();
  }

  /** Changes how one reads: at once, here and, when signed in, wherever else this account reads. */
  async prefer(choice: { locale?: Locale; theme?: Theme }) {
    this.#chosen = { ...this.#chosen, ...choice };
    if (this.account) await call(changeAccount, { body: choice });
  }

  /** Brings page and device in line; an effect of the root layout. */
  show() {
    const root = document.documentElement;
    root.lang = this.locale === 'en' ? 'en' : 'es-CL';
    if (this.theme === 'system') delete root.dataset.theme;
    else root.dataset.theme = this.theme;
    localStorage.setItem('locale', this.locale);
    localStorage.setItem('theme', this.theme);
  }
}

function deviceLocale(): Locale {
  const kept = localStorage.getItem('locale');
  return locales.find((locale) => locale === kept) ?? (navigator.language.startsWith('en') ? 'en' : 'es');
}

function deviceTheme(): Theme {
  const kept = localStorage.getItem('theme');
  return themes.find((theme) => theme === kept) ?? 'system';
}

export const [useSession, provideSession] = createContext<Session>();
