import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeReturn, withReturn } from '../../../src/hosted/web/return-to.ts';

const OWN = 'https://auth.example.com';
const rules = {
  own: OWN,
  origins: ['https://app.example.com', 'https://app.example.com:8443', 'fernhill://callback'],
};
const judge = (text: string | null | undefined) => judgeReturn(text, rules);

describe('a way back', () => {
  it.each([
    ['/account', '/account'],
    ['/account/sessions?from=mail#top', '/account/sessions?from=mail#top'],
    [`${OWN}/account?x=1`, '/account?x=1'],
    ['/a/../b', '/b'],
    ['https://app.example.com/orders?id=1#x', 'https://app.example.com/orders?id=1#x'],
    ['https://APP.example.com', 'https://app.example.com/'],
    ['https://app.example.com:443/x', 'https://app.example.com/x'],
    ['https://app.example.com:8443/x', 'https://app.example.com:8443/x'],
    ['fernhill://callback/done', 'fernhill://callback/done'],
  ])('leads from %j to %j', (given, used) => {
    expect(judge(given)).toBe(used);
  });

  it.each([
    null,
    undefined,
    '',
    'account',
    '?x=1',
    '//evil.example',
    '///evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/.//evil.example',
    '/a/..//evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    ' //evil.example',
    '/%0a/evil.example\r\nSet-Cookie: x=1',
    'https:evil.example',
    'https:/evil.example',
    'https:app.example.com',
    'https://evil.example',
    'https://app.example.com.evil.example',
    'https://app.example.com@evil.example',
    'https://me:secret@app.example.com/',
    'https://evil.example\\@app.example.com',
    'https://evil.example#@app.example.com',
    'http://app.example.com',
    'https://app.example.com:444/',
    'https://аpp.example.com/',
    'javascript:alert(1)',
    'javascript://app.example.com/%0aalert(1)',
    'data:text/html,x',
    'fernhill://other/',
    `blob:${OWN}/x`,
    `${OWN}.evil.example/`,
    `${OWN}//evil.example`,
    `/${'a'.repeat(2000)}`,
    '/a\u2028b',
  ])('is refused: %j', (given) => {
    expect(judge(given)).toBeNull();
  });

  it('never leads anywhere else, whatever is asked', () => {
    const piece = fc.constantFrom(
      ...['/', '\\', '//', 'https:', 'http://', 'evil.example', 'app.example.com', '@', ':', '#'],
      ...['?', '.', '..', '%2f', '%5c', '\t', ' ', 'javascript:', '\u0000', 'auth.example.com'],
    );
    const text = fc.oneof(
      fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join('')),
      fc.webUrl({ withQueryParameters: true, withFragments: true }),
      fc.string({ unit: 'binary', maxLength: 30 }),
    );
    fc.assert(
      fc.property(text, (given) => {
        const used = judge(given);
        if (used === null) return;
        // As a browser reads a link on our page.
        const url = new URL(used, `${OWN}/sign-in`);
        const origin = url.protocol.startsWith('http')
          ? url.origin
          : `${url.protocol}//${url.host}`;
        expect([OWN, ...rules.origins]).toContain(origin);
        expect(judge(used)).toBe(used);
      }),
      { numRuns: 2000 },
    );
  });

  it('survives a link', () => {
    const back = 'https://app.example.com/a?b=c&d=é#e';
    const used = judge(back);
    const link = new URL(withReturn('/sign-in?x=1', used), OWN);
    expect(link.searchParams.get('return_to')).toBe(used);
    expect(withReturn('/sign-in', null)).toBe('/sign-in');
  });
});
