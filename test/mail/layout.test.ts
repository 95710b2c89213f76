import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Block, renderMail } from '../../src/mail/layout.tsx';

const render = (blocks: Block[], overrides: { appName?: string; subject?: string } = {}) =>
  renderMail({
    to: 'ada@example.com',
    appName: 'Latchkey',
    subject: 'Hello',
    blocks,
    ...overrides,
  });

describe('a rendered mail', () => {
  it('says the same as text and as HTML, and repeats links and codes for tests', async () => {
    const mail = await render([
      { kind: 'paragraph', text: 'Open the link.' },
      { kind: 'link', label: 'Verify', url: 'https://auth.test/verify-email?token=vfy_x&y=1' },
      { kind: 'code', code: '012345' },
    ]);
    expect(mail).toMatchObject({
      to: 'ada@example.com',
      subject: 'Hello',
      links: ['https://auth.test/verify-email?token=vfy_x&y=1'],
      codes: ['012345'],
    });
    expect(mail.text).toBe(
      'Open the link.\n\nVerify:\nhttps://auth.test/verify-email?token=vfy_x&y=1\n\n    012345\n\n-- \nLatchkey\n',
    );
    expect(mail.html).toMatch(/^<!doctype html><html lang="en">/);
    expect(mail.html).toContain('href="https://auth.test/verify-email?token=vfy_x&amp;y=1"');
    expect(mail.html).toContain('>012345<');
  });

  it('escapes whatever is put in, wherever it is put', async () => {
    const evil = `<script>alert(1)</script>"'><img src=x onerror=alert(1)>&`;
    const mail = await render(
      [
        { kind: 'paragraph', text: evil },
        { kind: 'link', label: evil, url: `https://auth.test/${evil}` },
        { kind: 'code', code: evil },
      ],
      { appName: evil, subject: evil },
    );
    expect(mail.html).not.toMatch(/<script|<img|"'>|onerror=alert\(1\)>/);
    expect(mail.html.match(/&lt;script&gt;/g)).toHaveLength(7);
    expect(mail.text).toContain(evil);
  });

  it('keeps its tags, whatever a person is called', async () => {
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

  it('loads nothing from anywhere', async () => {
    const { html } = await render([{ kind: 'paragraph', text: 'x' }]);
    expect(html).not.toMatch(/src=|url\(|@import|<link|<script/i);
  });
});
