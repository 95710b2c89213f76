import { hashSync } from 'bcryptjs';
import { describe, expect, it } from 'vitest';
import { argon2id } from '../../../src/methods/password/argon2.ts';
import { kindOf, standInOf } from '../../../src/methods/password/hash-kinds.ts';
import { createHashQueue } from '../../../src/methods/password/hash-queue.ts';
import { createPasswordHasher } from '../../../src/methods/password/password-hasher.ts';
import { parsePhc } from '../../../src/methods/password/phc-string.ts';
import { systemClock } from '../../../src/shared/clock.ts';
import { systemRandom } from '../../../src/shared/random.ts';

const COST = { memoryKib: 64, iterations: 1 };

// Hashes this cheap need not yield to the event loop.
const inTurn = createHashQueue({ wait: async () => undefined, clock: systemClock });

function create(cost: { memoryKib: number; iterations: number } = COST) {
  const costs: unknown[] = [];
  const argon2: typeof argon2id = (password, salt, given, length) => {
    costs.push({ ...given, length, password: new TextDecoder().decode(password) });
    return argon2id(password, salt, given, length);
  };
  return { ...createPasswordHasher({ cost, random: systemRandom, argon2, inTurn }), costs };
}

describe('the password hasher', () => {
  it('distinguishes the right password from every other', async () => {
    const { hash, verify } = create();
    const phc = await hash('correct-Horse-7-battery');
    expect(await verify('correct-Horse-7-battery', phc)).toEqual({
      matches: true,
      outdated: false,
    });
    for (const wrong of [
      '',
      'correct-Horse-7-batter',
      'correct-Horse-7-battery ',
      'Correct-Horse-7-battery',
    ])
      expect(await verify(wrong, phc)).toEqual({ matches: false, outdated: false });
  });

  it('salts each hash afresh', async () => {
    const { hash } = create();
    const [one, two] = [await hash('same'), await hash('same')];
    expect(one).not.toBe(two);
    expect(parsePhc(one)).toMatchObject({
      cost: { ...COST, parallelism: 1 },
      salt: { length: 16 },
      hash: { length: 32 },
    });
  });

  it('treats two spellings of the same characters as one password', async () => {
    const { hash, verify } = create();
    for (const [typed, elsewhere] of [
      ['caf\u00e9', 'cafe\u0301'],
      ['\u212bngstr\u00f6m', '\u00e5ngstr\u00f6m'.replace('\u00e5', '\u00c5')],
      ['ﬁsh２', 'fish2'],
    ] as const)
      expect(await verify(elsewhere, await hash(typed))).toMatchObject({ matches: true });
  });

  it.each([
    ['letters', 'x'.repeat(199)],
    ['letters of two bytes', 'é'.repeat(199)],
    ['emoji', '🔑'.repeat(199)],
    ['a null character', `${'x'.repeat(10)}\u0000${'y'.repeat(188)}`],
  ])('truncates no long password of %s', async (_, start) => {
    const { hash, verify } = create();
    const phc = await hash(`${start}a`);
    expect(await verify(`${start}b`, phc)).toMatchObject({ matches: false });
    expect(await verify(`${start}a`, phc)).toMatchObject({ matches: true });
  });

  it('verifies a hash made with other parameters by those', async () => {
    const { verify, costs } = create({ memoryKib: 128, iterations: 2 });
    const old = await create().hash('secret');
    expect(await verify('secret', old)).toEqual({ matches: true, outdated: true });
    expect(await verify('wrong', old)).toEqual({ matches: false, outdated: true });
    expect(costs).toMatchObject([{ ...COST }, { ...COST }]);
  });

  it('reads the parameters in any order', async () => {
    const { hash, verify } = create({ iterations: 1, memoryKib: 64 });
    expect(await verify('secret', await hash('secret'))).toEqual({
      matches: true,
      outdated: false,
    });
  });

  it.each([
    ['no hash', null],
    ['a foreign hash', '$2b$12$LQv3c1yqBWVHxkd0LHAkCOYz6TtxMQJqhN8/LewdBPj4J/HS.iK6S'],
  ])('does the same work for %s as for one', async (_, stored) => {
    const { hash, verify, costs } = create();
    const phc = await hash('secret');
    costs.length = 0;
    await verify('secret', phc);
    expect(await verify('secret', stored)).toMatchObject({ matches: false });
    expect(costs).toHaveLength(2);
    expect(costs[1]).toEqual(costs[0]);
  });

  it('does the same work for unknown names as for imported accounts, in one turn, and matches nothing', async () => {
    const seen: unknown[] = [];
    const hasher = createPasswordHasher({
      cost: COST,
      random: systemRandom,
      standInFor: (name) => (name === 'nobody' ? (standInOf('bcrypt:5').hash ?? null) : null),
      verifyImported: async (password, hash) => {
        seen.push([password, kindOf(hash)]);
        return true;
      },
      argon2: (_password, _salt, _cost, length) => new Uint8Array(length),
      inTurn: (lane, work, _signal, worth) => {
        seen.push([lane, worth]);
        return Promise.resolve(work(async () => undefined));
      },
    });
    const imported = `bcrypt$${hashSync('theirs', 5)}`;
    expect(await hasher.verify('typed', imported)).toMatchObject({ matches: true });
    const known = seen.splice(0);
    for (const stored of [null, 'unreadable', imported.replace('$05$', '$31$')]) {
      expect(await hasher.verify('typed', stored, 'nobody')).toMatchObject({ matches: false });
      expect(seen.splice(0)).toEqual(known);
    }
    // Some names get a native hash, and so does a call without a name.
    for (const name of ['else', undefined])
      expect(await hasher.verify('typed', null, name)).toEqual({ matches: false, outdated: false });
    expect(seen.map((one) => (one as unknown[])[0])).toEqual(['own', 'own']);
  });

  it('matches nothing for a user without a password, not even the all-zero hash', async () => {
    const hasher = createPasswordHasher({
      cost: COST,
      random: systemRandom,
      argon2: (_password, _salt, _cost, length) => new Uint8Array(length),
    });
    expect(await hasher.verify('anything', null)).toMatchObject({ matches: false });
  });

  it('turns callers away when too many wait, and accepts the next once they are done', async () => {
    const { verify, costs } = create();
    const outcomes = await Promise.allSettled(
      Array.from({ length: 140 }, () => verify('secret', null)),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(128);
    const refused = outcomes.flatMap((outcome) =>
      outcome.status === 'rejected' ? [outcome.reason] : [],
    );
    expect(refused).toHaveLength(12);
    for (const reason of refused) expect(reason).toMatchObject({ code: 'storage_unavailable' });
    expect(costs).toHaveLength(128);
    expect(await verify('secret', null)).toMatchObject({ matches: false });
  });

  it('accepts the next caller after a failed hash', async () => {
    const failing = createPasswordHasher({
      cost: COST,
      random: systemRandom,
      inTurn,
      argon2: () => {
        throw new Error('argon2 error');
      },
    });
    await Promise.allSettled(Array.from({ length: 128 }, () => failing.verify('secret', null)));
    await expect(failing.verify('secret', null)).rejects.toThrow('argon2 error');
  });
});
