import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { schemesOf } from '../../src/mail/mail-style.ts';
import { languageOf, voiceOf } from '../../src/mail/voice.ts';
import { signInCodeJob } from '../../src/methods/email-otp/sign-in-code.ts';
import { resetJob } from '../../src/recovery/reset-secret.ts';
import { registrationJob } from '../../src/sign-up/registration-job.ts';
import { verificationJob } from '../../src/sign-up/verification-job.ts';
import { createServices } from '../../src/wiring/services.ts';
import { chooseLanguage, type Language } from '../../src/words/language.ts';

const TAGS = ['en', 'de', 'fr', 'es', 'pt', 'nl', 'pl', 'tr', 'ja', 'ar'];
const LANGUAGES = TAGS.filter((tag): tag is Language => chooseLanguage([tag]) === tag);
const previews = (language: Language) =>
  createServices({ env, defer: () => undefined }).mailPreviews(language);

const textOf = (html: string) =>
  html
    .replace(/<style>[\s\S]*?<\/style>|<!--[\s\S]*?-->|<title>[\s\S]*?<\/title>/g, '')
    .replace(/<\/?strong>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&amp;', '&')
    .replaceAll('&#39;', "'")
    .replaceAll('&quot;', '"');
const flat = (text: string) => text.replace(/\s+/g, ' ').trim();

describe.each(LANGUAGES)('every mail in %s', (language) => {
  it('says in its text what it says in HTML, with the same links', async () => {
    for (const { name, render } of previews(language)) {
      const { html, text, links, subject } = await render();
      expect(subject, name).toMatch(/\S/);
      const shown = flat(textOf(html));
      for (const line of text.split('\n').filter((one) => one.trim() !== '' && one !== '-- ')) {
        const words = links.includes(line) ? line : line.replace(/:$/, '');
        expect(shown, `${name}: ${line}`).toContain(flat(words));
      }
      expect(`${text}${html}`, name).not.toMatch(/undefined|\[object|\bNaN\b|<\/?b>/);
      const targets = [...html.matchAll(/href="([^"]*)"/g)].map(([, url]) => url);
      expect(targets, name).toEqual(links.flatMap((url) => [url, url]));
      expect(links.length, name).toBeLessThanOrEqual(1);
      for (const url of links) expect(text, name).toContain(`\n${url}\n`);
    }
  });
});

describe('the voice of a mail', () => {
  it('speaks the reader’s language, else that of the request, else English', () => {
    const reader = { timezone: 'UTC' };
    expect(languageOf(reader)).toBe('en');
    expect(languageOf({ ...reader, locale: 'en-AU', asked: 'de' })).toBe('en');
    expect(languageOf({ ...reader, locale: 'tlh', asked: 'evil text' })).toBe('en');
  });

  it('says where a request came from as it was queued', () => {
    const letterhead = { appName: 'A', appUrl: 'https://a.test', color: null, supportUrl: null };
    const { where } = voiceOf({ reader: { timezone: 'UTC' }, letterhead });
    for (const from of [
      'Firefox on Linux in Austria (203.0.113.7)',
      'Firefox on an unknown system',
      'an unknown browser on Linux in Côte d’Ivoire',
      'an unknown browser (2001:db8::1)',
      'an app or script (curl) in Austria',
      'an Apple app',
      'an administrator',
      'the command line',
    ])
      expect(where(from)).toBe(from);
    expect(where('Pay me at evil.example')).toBe('an unknown browser');
  });
});

describe('the colours of mails', () => {
  it('can be read, whatever the company’s colour', () => {
    for (const color of [null, '#ffd400', '#7a1f5c', '#000000', '#ffffff', '#808080'])
      for (const scheme of Object.values(schemesOf(color))) {
        expect(contrast(scheme.onFill, scheme.fill), `${color}`).toBeGreaterThanOrEqual(4.5);
        for (const ground of [scheme.page, scheme.card]) {
          expect(contrast(scheme.ink, ground)).toBeGreaterThanOrEqual(7);
          expect(contrast(scheme.soft, ground)).toBeGreaterThanOrEqual(4.5);
          expect(contrast(scheme.accent, ground), `${color}`).toBeGreaterThanOrEqual(4.5);
        }
      }
  });
});

/** By WCAG 2.2. */
function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(hex: string): number {
  const parts = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255);
  const [r = 0, g = 0, b = 0] = parts.map((part) =>
    part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

describe('jobs of an earlier deployment', () => {
  it('are still read, though they name no language', () => {
    const from = 'Firefox on Linux';
    const email = 'ada@example.com';
    expect(registrationJob.payload.parse({ userId: 'u', email, from })).toMatchObject({ email });
    expect(verificationJob.payload.parse({ email, from })).toMatchObject({ email });
    expect(resetJob.payload.parse({ email, by: 'link', from })).toMatchObject({ email });
    expect(signInCodeJob.payload.parse({ email, from })).toMatchObject({ email });
  });
});
