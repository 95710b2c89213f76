import { env } from 'cloudflare:workers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HOUR } from '../../src/shared/clock.ts';

const NOW = Date.UTC(2200, 0, 1);
let guards = 0;
let challenges = 0;

const freshGuard = () => env.ACCOUNT_GUARD.getByName(`passkeys-${++guards}`);
const secret = (digest = `passkey:${++challenges}`, epoch = 0) => ({
  ...{ digest, purpose: `passkey/${digest}`, issuedAt: NOW, since: 0, epoch, now: NOW },
  ...{ expiresAt: NOW + HOUR, rememberUntil: NOW + HOUR },
});

type Guard = ReturnType<typeof freshGuard>;
async function use(
  guard: Guard,
  counter: number,
  more: { registered?: number; digest?: string } = {},
) {
  const passkey = { credentialId: 'a', counter, registered: more.registered ?? 0 };
  const { verdict } = await guard.usePasskey(null, { passkey, secrets: [secret(more.digest)] });
  return verdict;
}

describe('the counter of a passkey', () => {
  it('only rises, or is never counted', () =>
    fc.assert(
      fc.asyncProperty(
        fc.nat(3),
        fc.array(fc.nat(5), { maxLength: 8 }),
        async (registered, all) => {
          const guard = freshGuard();
          let known = registered;
          for (const counter of all) {
            const rises = counter > known || (counter === 0 && known === 0);
            expect(await use(guard, counter, { registered })).toBe(rises ? 'used' : 'went_back');
            if (rises) known = counter;
          }
        },
      ),
      { numRuns: 20 },
    ));

  it('is taken back with the challenge that it came with, and with no other', async () => {
    const guard = freshGuard();
    expect(await use(guard, 4, { digest: 'first' })).toBe('used');
    expect(await use(guard, 5, { digest: 'second' })).toBe('used');
    await guard.release(['first']);
    expect(await use(guard, 5)).toBe('went_back');
    await guard.release(['second']);
    expect(await use(guard, 5, { digest: 'second' })).toBe('used');
  });

  it('stays where it is if the challenge or the sign-in is spent', async () => {
    const guard = freshGuard();
    const [first, waiting] = [secret(), secret('sign-in')];
    const present = async (counter: number, challenge = secret()) => {
      const passkey = { credentialId: 'a', counter, registered: 0 };
      return (await guard.usePasskey(null, { passkey, secrets: [challenge, waiting] })).verdict;
    };
    expect(await present(1, first)).toBe('used');
    expect(await present(2, first)).toBe('spent');
    expect(await present(2)).toBe('spent');
    expect(await use(guard, 2)).toBe('used');
  });

  it('is compared only once the challenge is used up', async () => {
    const guard = freshGuard();
    await use(guard, 5);
    expect(await use(guard, 4, { digest: 'copied' })).toBe('went_back');
    expect(await use(guard, 6, { digest: 'copied' })).toBe('spent');
  });

  it('is one of many: each passkey has its own', async () => {
    const guard = freshGuard();
    await use(guard, 5);
    const other = { credentialId: 'b', counter: 1, registered: 0 };
    const used = await guard.usePasskey(null, { passkey: other, secrets: [secret()] });
    expect(used.verdict).toBe('used');
  });
});
