import { expect } from 'vitest';
import { codeAt, stepAt } from '../../../../src/second-step/totp/one-time-passwords.ts';
import { fromBase32 } from '../../../support/base32.ts';
import type { OpenPage } from '../../../support/page-client.ts';
import { PASSWORD } from '../../../support/people.ts';
import { shownCodes } from '../../../support/shown-codes.ts';
import { type Browser, type Form, openBrowser } from '../browser.ts';
import type { Answer, World } from '../world.ts';
import { aHolder, toFreshStep } from './holders.ts';

export const SIGN_IN = '/sign-in';
export const SECOND_STEP = '/second-step';
export const PROFILE = '/account/profile';
export const SECURITY = '/account/security';

/** Someone with an account, and a browser that has opened a page. */
export async function aVisitor(world: World, path = SIGN_IN) {
  const email = await world.register();
  const browser = openBrowser(world);
  const id = await world.idOf(email);
  return { ids: [id], email, browser, page: await browser.open(path) };
}

/** Gives the password on the page of the sign-in. Returns the page that it leads to. */
export async function givePassword(browser: Browser, email: string, to = ''): Promise<OpenPage> {
  const page = await browser.open(`${SIGN_IN}${to === '' ? '' : `?return_to=${to}`}`);
  return browser.submit(
    page,
    { email_or_username: email, password: PASSWORD },
    { action: SIGN_IN },
  );
}

/** Someone signed in by the page; D1 has been told of it, and no mail waits. */
export async function aGuest(world: World, path: string) {
  const email = await world.register();
  const browser = openBrowser(world);
  await givePassword(browser, email);
  await world.wait(0);
  return { ids: [await world.idOf(email)], email, browser, page: await browser.open(path) };
}

/** Someone with an app whose proof was given on the page a moment ago. */
export async function aFreshGuest(world: World, path: string) {
  const { person, app, codes, ids } = await aHolder(world);
  const browser = openBrowser(world);
  const asked = await givePassword(browser, person.email);
  await browser.submit(asked, { otp: await app.code() }, { action: SECOND_STEP });
  await world.wait(0);
  toFreshStep(world);
  return { ids, person, email: person.email, app, codes, browser, page: await browser.open(path) };
}

/** Once signed in a browser is; one whose sign-in went on elsewhere signs in anew. */
export async function expectSignedIn(
  world: World,
  { browser, email }: { browser: Browser; email: string },
  { at }: Answer,
) {
  if (at !== SIGN_IN) expect(await browser.lives()).toBe(true);
  else expect(await world.signsIn(email)).toBe(200);
}

/** The ten recovery codes that a page shows. */
export const codesOn = ({ text }: { text: string }): string[] => shownCodes(text);

/** The key of an app that a page shows. */
export const keyOn = (page: OpenPage) =>
  fromBase32((/(?:[A-Z2-7]{4} ){4,}[A-Z2-7]{1,4}/.exec(page.text)?.[0] ?? '').replaceAll(' ', ''));

/**
 * Types what the app of a page shows. Whoever is told that this code is wrong waits for the next:
 * a code that is typed again and again uses up the tries of the set-up.
 */
export async function typeNextCode(
  world: World,
  { page, typed }: { page: OpenPage; typed: { otp: string } },
): Promise<Form> {
  const shown = () => codeAt(keyOn(page), stepAt(world.app.clock()));
  if (typed.otp === (await shown())) toFreshStep(world);
  typed.otp = await shown();
  return { action: page.url, fields: { otp: typed.otp } };
}
