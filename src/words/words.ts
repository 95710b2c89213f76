import type { en } from './en/index.ts';

/**
 * Every text of pages and mails, in one language. English is the source; a language that lacks a
 * text does not compile.
 */
export type Words = typeof en;
