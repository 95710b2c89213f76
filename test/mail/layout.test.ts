import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Block } from '../../src/mail/blocks.tsx';
import { renderMail } from '../../src/mail/render-mail.tsx';

type Overrides = { appName?: string; subject?: string; supportUrl?: string };

const render = (
  blocks: Block[],
  { appName = 'Latchkey', subject = 'Hello', supportUrl }: Overrides = {},
) =>
  renderMail(
    {
      to: 'ada@example.com',
      reader: { timezone: 'UTC' },
      letterhead: {
        appName,
        appUrl: 'https://auth.test',
        color: null,
        supportUrl: supportUrl ?? null,
      },
    },
    { kind: 'verification', subject, blocks },
  );

describe('a rendered mail', () => {
  it('says the same in text and in HTML, and lists links and codes for tests', async () => {
    const mail = await render([
      { kind: 'paragraph', text: 'Open the link.' },
      { kind: 'link', label: 'Verify', url: 'https://auth.test/verify-email?token=vfy_x&y=1' },
      { kind: 'code', code: '012345' },
      { kind: 'heading', text: 'Wasn’t you?' },
    ]);
    expect(mail).toMatchObject({
      to: 'ada@example.com',
      subject: 'Hello',
      links: ['https://auth.test/verify-email?token=vfy_x&y=1'],
      codes: ['012345'],
    });
    expect(mail.text).toBe(
      'Open the link.\n\nVerify\nhttps://auth.test/verify-email?token=vfy_x&y=1\n\n    012345\n\nWasn’t you?\n\n-- \nSent by Latchkey. We never ask for your password or your codes.\n',
    );
    expect(mail.html).toMatch(/^<!doctype html><html lang="en" dir="ltr">/);
    expect(mail.html).toContain('href="https://auth.test/verify-email?token=vfy_x&amp;y=1"');
    expect(mail.html).toMatch(/>\s*012345\s*</);
    expect(mail.html).toMatch(/>\s*https:\/\/auth\.test\/verify-email\?token=vfy_x&amp;y=1\s*</);
    expect(mail.html).toContain('Wasn’t you?');
  });

  it('escapes every value in every place', async () => {
    const evil = `<script>alert(1)</script>"'><img src=x onerror=alert(1)>&`;
    const mail = await render(
      [
        { kind: 'paragraph', text: evil },
        { kind: 'link', label: evil, url: `https://auth.test/${evil}` },
        { kind: 'code', code: evil },
        { kind: 'heading', text: evil },
      ],
      { appName: evil, subject: evil },
    );
    expect(mail.html).not.toMatch(/<script|<img|"'>|onerror=alert\(1\)>/);
    expect(mail.html.match(/&lt;script&gt;/g)).toHaveLength(13);
    expect(mail.text).toContain(evil);
  });

  it('keeps its tags, whatever the user’s name', async () => {
    const tags = (html: string) => html.match(/<[^>]*>/g)?.length;
    const plain = tags((await render([{ kind: 'paragraph', text: 'x' }])).html);
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme' }), async (name) => {
        expect(
          tags((await render([{ kind: 'paragraph', text: name }], { subject: name })).html),
        ).toBe(plain);
      }),
    );
  });

  it('leads to help where there is some', async () => {
    const supportUrl = 'https://shop.test/help?a=1&b=2';
    const mail = await render([{ kind: 'paragraph', text: 'x' }], { supportUrl });
    expect(mail.text).toMatch(/\n-- \n.*\nHelp\nhttps:\/\/shop\.test\/help\?a=1&b=2\n$/);
    expect(mail.html).toContain('href="https://shop.test/help?a=1&amp;b=2"');
    const byMail = await render([], { supportUrl: 'mailto:help@shop.test?subject=Help' });
    expect(byMail.text).toMatch(/\nHelp\nhelp@shop\.test\n$/);
    expect(byMail.html).toContain('href="mailto:help@shop.test?subject=Help"');
  });

  it('lets the limit stand out, and shows it in lists instead of the code', async () => {
    const { html } = await render([
      { kind: 'paragraph', text: 'Enter this code:' },
      { kind: 'code', code: '012345' },
      { kind: 'limit', text: 'It works until 9:00.', when: '9:00' },
    ]);
    expect(html).toContain('until <strong>9:00</strong>.');
    const [, hidden] = /<div style="display:none[^>]*>([^<]*)</.exec(html) ?? [];
    expect(hidden).toBe('It works until 9:00.');
  });

  it('loads no remote content', async () => {
    const { html } = await render([{ kind: 'paragraph', text: 'x' }]);
    expect(html).not.toMatch(/src=|url\(|@import|<link|<script/i);
  });

  it('has a dark version of every light part', async () => {
    const { html } = await render([
      { kind: 'paragraph', text: 'x' },
      { kind: 'heading', text: 'x' },
      { kind: 'link', label: 'x', url: 'https://auth.test/' },
      { kind: 'code', code: '012345' },
    ]);
    const dark = /@media \(prefers-color-scheme: dark\) \{([\s\S]*?\n\})/.exec(html)?.[1] ?? '';
    const coloured = [...html.matchAll(/<(\w+)([^>]*style="[^"]*#[0-9a-f]{6}[^"]*"[^>]*)>/g)];
    expect(coloured.length).toBeGreaterThan(8);
    for (const [tag, name, attributes] of coloured) {
      const classes = (/class="([^"]*)"/.exec(attributes ?? '')?.[1] ?? '').split(' ');
      const isButton = name === 'a' && !/class=/.test(attributes ?? '');
      expect(isButton || classes.some((one) => dark.includes(`.${one} {`)), tag).toBe(true);
    }
    expect(dark).toContain('.cta a {');
    expect(html).toContain('<meta name="color-scheme" content="light dark">');
  });
});
