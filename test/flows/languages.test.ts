import { describe, expect, it } from 'vitest';
import type { Mail } from '../../src/mail/mail.ts';
import { wordsOf } from '../../src/words/catalogues.ts';
import { en } from '../../src/words/en/index.ts';
import { editUsers } from '../support/edit-users.ts';
import { createPageClient } from '../support/page-client.ts';
import { as, freshEmail, newcomer, PASSWORD, register, WRONG } from '../support/people.ts';
import { switchSecondStepOn } from '../support/second-step.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

const APP = 'Latchkey';
const de = wordsOf('de');
const wishing = (languages: string) => ({ headers: { 'Accept-Language': languages } });

/** What a request says of the language that it wants, from the strongest. */
type Wish = { query?: string; cookie?: string; locale?: string; accepts?: string };

/** The language in which a page answers somebody signed in. */
async function languageFor({ query, cookie, locale, accepts }: Wish, path: string) {
  const app = createTestApp();
  const person = await newcomer(app);
  if (locale !== undefined) await app.auth.profile.$patch({ json: { locale } }, as(person));
  const browser = createPageClient(app);
  await browser.signIn(person.email);
  if (cookie !== undefined) browser.jar.set('__Host-ui_locale', cookie);
  const asked = query === undefined ? path : `${path}?ui_locales=${encodeURIComponent(query)}`;
  const page = await browser.open(asked, accepts === undefined ? {} : wishing(accepts));
  return { lang: page.lang, h1: page.h1, kept: browser.jar.get('__Host-ui_locale') };
}

describe('the language of a page', () => {
  it.each<[Wish, string]>([
    [{}, 'en'],
    [{ accepts: 'tlh, de-AT;q=0.9, en;q=0.8' }, 'de'],
    [{ accepts: 'de;q=0.2, en-US' }, 'en'],
    [{ locale: 'de-CH', accepts: 'en' }, 'de'],
    [{ locale: 'tlh', accepts: 'de' }, 'de'],
    [{ cookie: 'en', locale: 'de', accepts: 'de' }, 'en'],
    [{ cookie: 'tlh', locale: 'de', accepts: 'en' }, 'de'],
    [{ query: 'de', cookie: 'en', locale: 'en', accepts: 'en' }, 'de'],
    [{ query: 'tlh de-AT en', cookie: 'en' }, 'de'],
    [{ query: 'tlh', cookie: 'de', accepts: 'en' }, 'de'],
  ])('for %j is %s', async (wish, language) => {
    const { lang, h1 } = await languageFor(wish, '/account/profile');
    expect([lang, h1]).toEqual([language, { de, en }[language]?.account.pages.profile]);
  });

  it('is kept by the browser once it was chosen by address, and not before', async () => {
    expect((await languageFor({ query: 'de' }, '/account/data')).kept).toBe('de');
    expect((await languageFor({ accepts: 'de', locale: 'de' }, '/account/data')).kept).toBe(
      undefined,
    );
  });

  it('is that of pages of errors too', async () => {
    const { lang, h1 } = await languageFor({ cookie: 'de' }, '/no-such-page');
    expect([lang, h1]).toEqual(['de', de.errors.notFound]);
  });

  it('can be changed on each page, which stays the same otherwise', async () => {
    const browser = createPageClient(createTestApp());
    const page = await browser.open('/sign-in?return_to=%2Faccount%2Fdata');
    const german = await browser.follow(page, 'Deutsch');
    expect([german.lang, german.h1]).toEqual(['de', de.signIn.heading(APP)]);
    expect(german.url).toContain('return_to=%2Faccount%2Fdata');
    expect((await browser.open('/sign-up')).lang).toBe('de');
  });
});

describe('the title of a problem', () => {
  const ask = async (app: TestApp, languages: string | undefined) => {
    const answer = await app.fetch('/api/v1/auth/me', languages ? wishing(languages) : {});
    const { title, code, status, detail } = (await answer.json()) as Record<string, unknown>;
    const { headers } = answer;
    return { title, code, status, detail, in: headers.get('Content-Language'), headers };
  };

  it.each<[string | undefined, 'de' | null]>([
    [undefined, null],
    ['en', null],
    ['tlh', null],
    ['de', 'de'],
    ['de-AT, en;q=0.5', 'de'],
    ['en-GB, de;q=0.9', null],
  ])('asked for with %s is in %s', async (languages, language) => {
    const { headers, ...told } = await ask(createTestApp(), languages);
    const title = language === null ? 'Missing token' : de.problems.token_missing;
    const detail = 'Send an access token: `Authorization: Bearer …`.';
    const same = { code: 'token_missing', status: 401, in: language, detail };
    expect(told).toEqual({ ...same, title });
    // It needs no `Vary`: nothing keeps it.
    expect(headers.get('Cache-Control')).toBe('no-store');
  });

  it('is all that changes: fields and messages are for programs', async () => {
    const app = createTestApp();
    const json = { email: 'nobody', password: '' };
    const told = async (languages: string) => {
      const answer = await app.fetch('/api/v1/auth/register', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'Accept-Language': languages },
        body: JSON.stringify(json),
      });
      const { title, detail, request_id, ...rest } = (await answer.json()) as Record<
        string,
        unknown
      >;
      return { title, rest };
    };
    const [english, german] = [await told('en'), await told('de')];
    expect(german.title).toBe(de.problems.validation_error);
    expect(german.rest).toEqual(english.rest);
  });
});

/** Each has somebody without a language do something for which we mail them. */
const CAUSES: [string, (app: TestApp, email: string, asked: Asked) => Promise<unknown>, Subject][] =
  [
    [
      'a reset',
      (app, email, asked) => app.auth.password.reset.$post({ json: { email } }, asked),
      ({ mails }) => mails.reset.subject(APP),
    ],
    [
      'a code to sign in with',
      (app, email, asked) => app.auth.otp.request.$post({ json: { email } }, asked),
      ({ mails }) => mails.code.signIn.subject(APP),
    ],
    [
      'a code of the second step',
      async (app, email, asked) => {
        await switchSecondStepOn(email);
        await app.auth.login.$post({ json: { email, password: PASSWORD } }, asked);
      },
      ({ mails }) => mails.code.secondStep.subject(APP),
    ],
    [
      'a code of a step-up',
      async (app, email, { headers }) => {
        const browser = createPageClient(app);
        await browser.signIn(email);
        await editUsers('password_hash = null where email = ?1', email);
        const page = await browser.open('/account/step-up', { headers });
        await browser.submit(page, {}, { action: '/account/step-up/code', headers });
      },
      ({ mails }) => mails.code.stepUp.subject(APP),
    ],
  ];
type Asked = { headers: Record<string, string> };
type Subject = (words: typeof en) => string;

describe('the language of a mail', () => {
  describe.each(CAUSES)('about %s', (_, act, subject) => {
    it.each<[string | undefined, string, typeof en]>([
      [undefined, 'de-AT, en', de],
      [undefined, 'tlh', en],
      ['en-GB', 'de', en],
      ['de', 'en', de],
    ])('of somebody with locale %s, asked for in %s', async (locale, languages, words) => {
      const app = createTestApp();
      const email = await register(app, freshEmail(), locale === undefined ? {} : { locale });
      app.mails.length = 0;
      await act(app, email, wishing(languages));
      await app.deliverJobs();
      expect(subjectsTo(app.mails, email)).toContain(subject(words));
      expect(subjectsTo(app.mails, email)).not.toContain(subject(words === de ? en : de));
    });
  });

  it('to a new address is that of the request as well', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    const json = { new_email: freshEmail(), password: PASSWORD };
    const { headers } = as(person);
    await app.auth.email.change.$post(
      { json },
      { headers: { ...headers, 'Accept-Language': 'de' } },
    );
    const { subject } = await app.lastMail(json.new_email);
    expect(subject).toBe(de.mails.emailChange.subject(APP));
  });

  // Whoever it warns of may have caused it: a stranger does not choose its language.
  it('that warns is not that of the request', async () => {
    const app = createTestApp();
    const email = await register(app);
    for (let tries = 0; tries < 5; tries++)
      await app.auth.login.$post({ json: { email, password: WRONG } }, wishing('de'));
    const { subject } = await app.lastMail(email);
    expect(subject).toMatch(/locked/);
  });
});

const subjectsTo = (mails: Mail[], email: string) =>
  mails.filter(({ to }) => to === email).map(({ subject }) => subject);
