import { describe, expect, it, vi } from 'vitest';
import { createAccountGuards } from '../../src/guard/account-guards.ts';
import type { GuardNamespace } from '../../src/guard/guard-namespace.ts';

const NOW = 1_000;
const HANDED_ON = 'what the guard returned';
const ACCESS = { sessionId: 's', jti: 'j', now: NOW, wall: NOW, idleTtl: 0 };

/** Guards that return what `answers` has for a method, and note every call of one. */
function arrange(answers: Record<string, unknown> = {}) {
  const called: [string, string, ...unknown[]][] = [];
  const guardOf = (name: string) =>
    new Proxy(
      {},
      {
        get: (_, method: string) =>
          method === 'then'
            ? undefined
            : async (...given: unknown[]) => {
                called.push([name, method, ...given]);
                if (answers[method] instanceof Error) throw answers[method];
                return method in answers ? answers[method] : HANDED_ON;
              },
      },
    );
  const namespace = { getByName: guardOf } as unknown as GuardNamespace;
  const defer = vi.fn();
  const guards = createAccountGuards(namespace, new Uint8Array(32), defer);
  return { guards, called, defer };
}

type Guards = ReturnType<typeof arrange>['guards'];

/** Each method with what it is given, and what the guard is then asked. */
const HANDED: [keyof Guards, unknown[], unknown[], string?][] = [
  ['live', [ACCESS], [ACCESS]],
  ['liveByRefresh', [ACCESS], [ACCESS]],
  ['learn', [{ readAt: 1 }], [{ readAt: 1 }]],
  ['attemptBy', [ACCESS, { lane: 'strangers' }], [ACCESS, { lane: 'strangers' }]],
  ['revokeToken', [{ jti: 'j' }], [{ jti: 'j' }]],
  ['rotate', [{ jti: 'j' }], [{ jti: 'j' }]],
  ['reuseReported', ['s'], ['s']],
  ['end', ['s', { reason: 'admin' }], ['s', { reason: 'admin' }]],
  ['endBy', [{ sessionId: 's' }], [{ sessionId: 's' }]],
  ['listSessions', [{ now: NOW, idleTtl: 5 }], [{ now: NOW, idleTtl: 5 }]],
  ['learnSessions', [['a row'], NOW], [{ userId: 'ada', rows: ['a row'], now: NOW }]],
  ['accepts', [{ jti: 'j' }], [{ jti: 'j' }]],
  ['endAll', [{ reason: 'admin' }], [{ reason: 'admin' }]],
  ['prepareBy', [ACCESS, { nonce: 'n' }], [ACCESS, { nonce: 'n' }]],
  ['abandon', ['a-nonce'], ['a-nonce']],
  ['record', [{ row: 'r' }], [{ row: 'r' }]],
  ['listEvents', [{ limit: 3 }], [{ limit: 3 }]],
  ['history', [{ limit: 3 }], [{ limit: 3 }]],
  ['learnHistory', [{ events: [] }], [{ events: [] }]],
  ['close', [NOW], [NOW]],
  ['reopen', [], []],
  ['wipe', [NOW], [NOW]],
  ['charge', [null, { lane: 'strangers' }], [null, { lane: 'strangers' }], 'chargeBy'],
  ['refund', [{ lane: 'strangers' }], [{ lane: 'strangers' }]],
  ['unlock', [{ lane: 'strangers' }], [{ lane: 'strangers', uses: [] }]],
  ['unlockAll', [], []],
  ['unlockByMail', [NOW], [NOW, []]],
  ['lockedUntil', [NOW], [NOW]],
  ['chargeMail', [{ lane: 'strangers' }], [{ lane: 'strangers' }]],
  ['open', [{ sessionId: 's' }], [{ sessionId: 's', uses: [] }]],
  ['stepUp', [{ sessionId: 's' }], [{ sessionId: 's', uses: [] }]],
  ['prepare', [{ nonce: 'n' }], [{ nonce: 'n', uses: [] }]],
  ['commit', [{ nonce: 'n' }], [{ nonce: 'n', uses: [] }]],
  ['issueCode', [{ digest: 'd' }], [{ digest: 'd' }]],
  ['exchangeCode', [{ digest: 'd' }], [{ digest: 'd' }]],
  ['rotateGrant', [{ clientId: 'c' }], [{ clientId: 'c' }]],
  ['findOrigin', ['g'], ['g']],
  ['saveConsent', [{ clientId: 'c' }], [{ clientId: 'c' }]],
  ['findConsent', ['c'], ['c']],
  ['withdrawConsent', [{ clientId: 'c' }], [{ clientId: 'c' }]],
  ['listConnections', [NOW], [NOW]],
  ['useOnce', [{ digest: 'd' }], [{ digest: 'd' }]],
  ['hold', [{ digest: 'd' }], [{ digest: 'd' }]],
  ['readHeld', ['d', NOW], ['d', NOW]],
  ['claimHeld', [{ digest: 'd' }], [{ digest: 'd' }]],
  ['emptyHeld', ['d'], ['d']],
  ['unclaimHeld', ['d', 'ada'], ['d', 'ada']],
];

const callOf = (guards: Guards, method: keyof Guards, given: unknown[]) =>
  (guards[method] as unknown as (...all: unknown[]) => Promise<unknown>)('ada', ...given);

describe('the guards of accounts', () => {
  it.each(HANDED)('hand %s on to the guard of the name, and its answer back', async (...row) => {
    const [method, given, handed, asked = method] = row;
    const { guards, called } = arrange();
    expect(await callOf(guards, method, given)).toBe(HANDED_ON);
    expect(called).toStrictEqual([['ada', asked, ...handed]]);
  });

  it('are unavailable where a guard does not respond', async () => {
    for (const [method, given, , asked = method] of HANDED) {
      const { guards } = arrange({ [asked]: new Error('lost') });
      const expected = { code: 'storage_unavailable', details: { retryAfter: 2 } };
      await expect(callOf(guards, method, given)).rejects.toMatchObject(expected);
    }
  });

  it('are asked whether they respond under a name that no user has', async () => {
    const { guards, called } = arrange({ ping: 'ok' });
    expect(await guards.ping()).toBe('ok');
    expect(called).toEqual([['health', 'ping']]);
  });
});

const SECRET = {
  ...{ userId: 'ada', digest: 'd', purpose: 'reset', epoch: null },
  ...{ issuedAt: 0, expiresAt: NOW * 2, familyExpiresAt: NOW * 2 },
};

/** Lets a request use a secret, decide by `method`, and settle what is left open. */
async function decide(method: keyof Guards, given: unknown, answer: unknown) {
  const { guards, called, defer } = arrange({ redeemAll: true, settle: null, [method]: answer });
  await guards.redeem(SECRET, NOW);
  await callOf(guards, method, [given]);
  await guards.settle('ada');
  const asked = called.find(([, name]) => name === method)?.slice(2) ?? [];
  const isSettled = called.some(([, name]) => name === 'settle');
  return { asked, state: isSettled ? (defer.mock.calls.length > 0 ? 'later' : 'now') : 'not' };
}

const USES = [{ digest: 'd', by: expect.any(String) }];

describe('a claimed secret', () => {
  it.each([
    ['open', {}, { opened: true }, 'not'],
    ['open', {}, { opened: false }, 'now'],
    ['stepUp', {}, { jti: 'j' }, 'not'],
    ['stepUp', {}, null, 'now'],
    ['prepare', {}, { erased: false }, 'later'],
    ['commit', {}, null, 'not'],
    ['unlock', {}, { allowed: true }, 'not'],
  ] as const)(
    'goes with %s: after %j and %j it is settled %s',
    async (method, given, answer, left) => {
      const { asked, state } = await decide(method, given, answer);
      expect(asked).toEqual([{ uses: USES }]);
      expect(state).toBe(left);
    },
  );

  it('does not go with a change that did nothing, and is settled by itself', async () => {
    const { asked, state } = await decide('commit', { undone: true }, null);
    expect(asked).toStrictEqual([{ undone: true }]);
    expect(state).toBe('now');
  });

  it('goes with what a mail unlocks, and with an account that closes', async () => {
    const unlocked = await decide('unlockByMail', NOW, null);
    expect(unlocked).toEqual({ asked: [NOW, USES], state: 'not' });
    expect((await decide('close', NOW, [])).state).toBe('not');
  });
});
