import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import type { RedeemSecret } from '../../src/guard/try-calls.ts';
import type { JudgedBy } from '../../src/guard/version-calls.ts';
import { SETTLE_DELAY } from '../../src/guard/versions.ts';
import { HOUR } from '../../src/shared/clock.ts';
import { viewOf } from '../support/views.ts';

const NOW = Date.UTC(2200, 0, 1);
const guardOf = () => env.ACCOUNT_GUARD.getByName('trusted-rows');
type Guard = ReturnType<typeof guardOf>;

const charge = { now: NOW, policy: { threshold: 1, duration: HOUR } };
const secret = (digest: string): RedeemSecret => ({
  ...{ digest, purpose: digest, issuedAt: NOW, since: 0, epoch: null, now: NOW },
  ...{ expiresAt: NOW + HOUR, rememberUntil: NOW + HOUR },
});
const code = (secrets: RedeemSecret[]) =>
  ({ lane: 'strangers', purpose: 'reset', secrets, now: NOW, codeTtl: HOUR }) as const;

describe('the row that a call is judged by', () => {
  const primary = (version: number, wall = NOW): JudgedBy => ({ version, from: 'primary', wall });
  const replica = (version: number): JudgedBy => ({ version, from: 'replica', wall: NOW });
  let calls = 0;
  /** Whether each of the calls trusts it. */
  const trusts = async (guard: Guard, row: JudgedBy | null) => {
    const name = `${calls++}`;
    const passkey = { credentialId: name, counter: 1, registered: 0 };
    const answers = [
      await guard.chargeBy(row, { ...charge, lane: `device:${name}` }),
      await guard.redeemBy(row, [secret(`redeemed-${name}`)]),
      await guard.usePasskey(row, { passkey, secrets: [secret(`passkey-${name}`)] }),
      await guard.tryCodeBy(row, code([secret(`code-${name}`)])),
    ];
    const [charged, ...others] = answers.map(({ verdict }) => verdict);
    expect(charged).toMatchObject({ allowed: true, usesUp: true });
    expect(others).toEqual([true, 'used', { isRight: true, count: null }]);
    return answers.map(({ isTrusted }) => isTrusted);
  };
  const all = (one: boolean) => [one, one, one, one];

  it('is trusted at the version that the guard knows, wherever it was read', async () => {
    const guard = guardOf();
    await guard.learn({ view: viewOf({ version: 3 }), readAt: NOW, revoked: [], now: NOW });
    expect(await trusts(guard, replica(3))).toEqual(all(true));
    expect(await trusts(guard, primary(4))).toEqual(all(true));
    expect(await trusts(guard, replica(2))).toEqual(all(false));
    expect(await trusts(guard, null)).toEqual(all(false));
  });

  it('is not trusted while a change may have died half-way', async () => {
    const guard = guardOf();
    await guard.learn({ view: viewOf({ version: 3 }), readAt: NOW, revoked: [], now: NOW });
    await guard.prepare({ nonce: 'n', deadline: NOW, now: NOW });
    expect(await trusts(guard, replica(3))).toEqual(all(false));
    expect(await trusts(guard, primary(3, NOW + SETTLE_DELAY - 1))).toEqual(all(true));
    expect(await trusts(guard, primary(3, NOW + SETTLE_DELAY))).toEqual(all(false));
  });
});
