import type { Language } from '../words/language.ts';
import type { Words } from '../words/words.ts';

/** What a company puts on its pages. Links are absolute URLs, or null where not configured. */
export type Brand = {
  appName: string;
  /** From `parseBrandColor`; null for the default. */
  color: string | null;
  logoUrl: string | null;
  supportUrl: string | null;
  termsUrl: string | null;
  privacyUrl: string | null;
  /** Where "Back to …" leads. */
  returnUrl: string | null;
};

/** What every page needs to know of the request that it answers. */
export type PageContext = {
  words: Words;
  language: Language;
  brand: Brand;
  /** Goes into every form; see `web/page-csrf.ts`. */
  csrfToken: string;
  /**
   * Where the person goes in the end; null for the account. Already judged by `web/return-to.ts`.
   */
  returnTo: string | null;
  /** Path and query of the page, for the links that change its language. */
  here: string;
  /** IANA time zone in which times are shown. */
  timezone: string;
};
