import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDjangoHash } from '../../../src/methods/password/django-hash.ts';
import {
  createStandIns,
  type HashShare,
  hashShares,
  kindOf,
  standInOf,
} from '../../../src/methods/password/hash-kinds.ts';
import { turnsOf } from '../../../src/methods/password/verify-django-hash.ts';
import django from '../../vectors/django.json';

const KEY = new Uint8Array(32).fill(7);
const NAMES = Array.from({ length: 4000 }, (_, index) => `nobody${index}@example.com`);
const sharesOf = (shares: Record<string, number>): HashShare[] => hashShares.parse(shares);
/** The kind that each name gets. */
function kindsBy(shares: Record<string, number>, key = KEY): string[] {
  const standInFor = createStandIns({ shares: sharesOf(shares), key });
  return NAMES.map((name) => {
    const hash = standInFor(name);
    return hash === null ? 'own' : kindOf(hash);
  });
}
const issuesOf = (shares: unknown) =>
  hashShares.safeParse(shares).error?.issues.map(({ message }) => message) ?? [];

describe('the kind of a hash', () => {
  it.each([...new Set(django.vectors.map(({ hash }) => kindOfText(hash)))].map((kind) => [kind]))(
    'has a stand-in of the same cost: %s',
    (kind) => {
      const { hash } = standInOf(kind);
      const vector = django.vectors.find((candidate) => kindOfText(candidate.hash) === kind);
      const real = readDjangoHash(vector?.hash ?? '').hash;
      if (hash === undefined || real === undefined) throw new Error(`no hash of ${kind}`);
      expect(kindOf(hash)).toBe(kind);
      expect(turnsOf(hash)).toBe(turnsOf(real));
      expect(hash.scheme).toBe(real.scheme);
    },
  );

  it('is read from the setting', () => {
    const kinds = [
      'pbkdf2_sha256:600000',
      'pbkdf2_sha1:600000',
      'bcrypt:12',
      'bcrypt_sha256:4',
      'argon2id:m=102400,t=2,p=8',
      'argon2i:m=512,t=2,p=2',
      'scrypt:16384:8:5',
    ];
    const shares = sharesOf(Object.fromEntries(kinds.map((kind) => [kind, 1])));
    expect(shares.map(({ standIn }) => standIn && kindOf(standIn))).toEqual(kinds);
    expect(sharesOf({ own: 5 })).toEqual([{ kind: 'own', share: 5, standIn: null }]);
  });

  it('is rejected with a reason where its hashes would be rejected', () => {
    expect(issuesOf({ 'bcrypt:15': 1, own: 1 })).toEqual([
      expect.stringMatching(/^"bcrypt:15": .*costs too much.*14/),
    ]);
    for (const kind of ['md5', 'bcrypt', 'bcrypt:3', 'pbkdf2_sha256:0', 'scrypt:15:8:1', ''])
      expect(issuesOf({ [kind]: 1 }), kind).toHaveLength(1);
    for (const share of [0, -1, '5', null]) expect(issuesOf({ own: share })).toHaveLength(1);
    expect(issuesOf([])).toHaveLength(1);
  });
});

describe('the hash for an unknown name', () => {
  it('is the native one while nothing is set', () => {
    expect(createStandIns({ shares: [], key: KEY })('nobody@example.com')).toBeNull();
  });

  it('is stable per name, and depends on the secret key', () => {
    const shares = { 'bcrypt:12': 1, own: 1 };
    expect(kindsBy(shares)).toEqual(kindsBy(shares));
    expect(kindsBy(shares, new Uint8Array(32).fill(8))).not.toEqual(kindsBy(shares));
  });

  it('has the distribution of kinds that accounts have', () => {
    const kind = fc.constantFrom('pbkdf2_sha256:600000', 'bcrypt:12', 'scrypt:16384:8:1', 'own');
    fc.assert(
      fc.property(
        fc.dictionary(kind, fc.integer({ min: 1, max: 20 }), { minKeys: 1 }),
        (shares) => {
          const all = Object.values(shares).reduce((sum, share) => sum + share, 0);
          const kinds = kindsBy(shares);
          for (const [name, share] of Object.entries(shares)) {
            const seen = kinds.filter((one) => one === name).length / NAMES.length;
            // Five standard deviations for 4,000 names.
            expect(Math.abs(seen - share / all)).toBeLessThan(0.04);
          }
        },
      ),
      { numRuns: 20 },
    );
  });

  it('only ever changes to the native one as accounts sign in', () => {
    const before = kindsBy({ 'pbkdf2_sha256:600000': 600, 'bcrypt:12': 200, own: 200 });
    const after = kindsBy({ 'pbkdf2_sha256:600000': 300, 'bcrypt:12': 100, own: 600 });
    const moved = after.filter((kind, index) => kind !== before[index]);
    expect(moved.length).toBeGreaterThan(1000);
    expect(new Set(moved)).toEqual(new Set(['own']));
  });
});

function kindOfText(text: string): string {
  const { hash, refusal } = readDjangoHash(text);
  if (hash === undefined) throw new Error(refusal);
  return kindOf(hash);
}
