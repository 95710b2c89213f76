import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CODE_FAULTS, judgeCode, type KnownCode, MOST_TRIES } from '../../src/guard/judge-code.ts';

const NOW = 1_000;
const code = {
  clientId: 'app',
  redirectUri: 'https://app.example/cb',
  challenge: 'challenge',
  nonce: null,
  scope: 'openid',
  resource: null,
  jkt: 'key',
  begunIn: 'browser',
  authTime: 0,
  amr: ['pwd'],
  issuedAt: 0,
  expiresAt: NOW + 1,
};
const known = (given: Partial<KnownCode> = {}): KnownCode => ({
  code,
  tries: 0,
  grantId: null,
  ...given,
});
const right = {
  clientId: 'app',
  redirectUri: 'https://app.example/cb',
  challenge: 'challenge',
  jkt: 'key',
  now: NOW,
};

describe('judging a code', () => {
  it.each([
    ['client', { clientId: 'other' }],
    ['redirect_uri', { redirectUri: 'https://app.example/CB' }],
    ['verifier', { challenge: 'other' }],
    ['verifier', { challenge: null }],
    ['verifier', { challenge: '' }],
    ['key', { jkt: 'other' }],
    ['key', { jkt: null }],
    ['expired', { now: NOW + 1 }],
  ] as const)('finds %s wrong when it alone is', (verdict, wrong) => {
    expect(judgeCode(known(), right)).toBe('right');
    expect(judgeCode(known(), { ...right, ...wrong })).toBe(verdict);
  });

  it.each([null, 'challenge'])('takes the challenge %s with its own verifier only', (challenge) => {
    for (const presented of [null, 'challenge', 'other', ''])
      expect([
        presented,
        judgeCode(known({ code: { ...code, challenge } }), { ...right, challenge: presented }),
      ]).toEqual([presented, presented === challenge ? 'right' : 'verifier']);
  });

  it.each<[string | null, string | null | undefined, 'right' | 'resource']>([
    [null, undefined, 'right'],
    [null, null, 'right'],
    [null, 'https://api.example', 'resource'],
    ['https://api.example', undefined, 'right'],
    ['https://api.example', null, 'right'],
    ['https://api.example', 'https://api.example', 'right'],
    ['https://api.example', 'https://other.example', 'resource'],
  ])('of a code for the resource %s gives tokens for %s: %s', (granted, resource, verdict) => {
    const presented = { ...right, ...(resource !== undefined && { resource }) };
    expect(judgeCode(known({ code: { ...code, resource: granted } }), presented)).toBe(verdict);
  });

  it('says what became of a used or tried one, before what is wrong with it', () => {
    const wrong = { ...right, challenge: 'other' };
    const used = known({ grantId: 'grant', tries: MOST_TRIES });
    expect([judgeCode(used, right), judgeCode(used, wrong)]).toEqual(['replayed', 'used']);
    const late = { ...right, now: NOW * 9 };
    expect(judgeCode(used, late)).toBe('replayed');
    for (const tries of [MOST_TRIES, MOST_TRIES + 1])
      for (const presented of [right, wrong, late])
        expect(judgeCode(known({ tries }), presented)).toBe('exhausted');
    expect(judgeCode(known({ tries: MOST_TRIES - 1 }), right)).toBe('right');
  });

  it.each<[string, string, string[] | undefined, 'right' | 'redirect_uri']>([
    ['is among those of its client', code.redirectUri, ['https://a.b', code.redirectUri], 'right'],
    ['is of a client whose addresses are not known', code.redirectUri, undefined, 'right'],
    ['is of a client that has none any more', code.redirectUri, [], 'redirect_uri'],
    ['is no longer among them', code.redirectUri, ['https://a.b'], 'redirect_uri'],
    ['differs in its port', 'https://app.example:1/cb', [code.redirectUri], 'redirect_uri'],
    [
      'of a native app differs in its port',
      'http://127.0.0.1:4711/cb',
      ['https://a.b', 'http://127.0.0.1/cb'],
      'right',
    ],
    [
      'of a native app differs in its path',
      'http://127.0.0.1:4711/cb',
      ['http://127.0.0.1/other', 'https://a.b'],
      'redirect_uri',
    ],
  ])('whose address %s', (_, redirectUri, registered, verdict) => {
    const sent = known({ code: { ...code, redirectUri } });
    const presented = { ...right, redirectUri, ...(registered && { registered }) };
    expect(judgeCode(sent, presented)).toBe(verdict);
    // A code that is used says no more than before.
    expect(judgeCode({ ...sent, grantId: 'grant' }, presented)).toBe('replayed');
  });

  it('takes any key, and none, for a code that is bound to none', () => {
    const free = known({ code: { ...code, jkt: null } });
    for (const jkt of [null, 'key']) expect(judgeCode(free, { ...right, jkt })).toBe('right');
  });

  it('is right exactly if all is right, and replayed exactly if it was used and all but age is', () => {
    const either = <T>(good: T, ...bad: T[]) => fc.constantFrom(good, good, good, ...bad);
    fc.assert(
      fc.property(
        fc.record({
          clientId: either('app', 'other', ''),
          redirectUri: either<string | null>(code.redirectUri, null, `${code.redirectUri}?a`),
          challenge: either<string | null>('challenge', null, 'x', ''),
          jkt: either<string | null>('key', null, 'x'),
          now: either(NOW, 0, NOW + 1, NOW * 9),
        }),
        fc.nat({ max: MOST_TRIES + 1 }),
        fc.option(fc.constant('grant')),
        (presented, tries, grantId) => {
          const verdict = judgeCode(known({ tries, grantId }), presented);
          const isOwn =
            presented.clientId === 'app' &&
            [null, code.redirectUri].includes(presented.redirectUri) &&
            presented.challenge === 'challenge' &&
            presented.jkt === 'key';
          const isOpen = grantId === null && tries < MOST_TRIES;
          expect(verdict === 'right').toBe(isOwn && isOpen && presented.now < code.expiresAt);
          expect(verdict === 'replayed').toBe(isOwn && grantId !== null);
          // Only what is wrong about a code that could still be used counts as a try.
          if (CODE_FAULTS.some((fault) => fault === verdict)) expect(isOpen && !isOwn).toBe(true);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
