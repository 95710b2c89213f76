import { codeAt, stepAt } from '../../../src/second-step/totp/one-time-passwords.ts';
import { fromBase32 } from '../base32.ts';
import type { OpenPage } from '../page-client.ts';
import type { TestApp } from '../test-app.ts';

/** The code for the key that a page shows. */
export function codeOn(app: TestApp, page: OpenPage): Promise<string> {
  const key = /(?:[A-Z2-7]{4} ){4,}[A-Z2-7]{1,4}/.exec(page.text)?.[0] ?? '';
  return codeAt(fromBase32(key.replaceAll(' ', '')), stepAt(app.clock()));
}
