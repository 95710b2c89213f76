import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { breakLedger } from '../support/ledger.ts';
import { trailOf } from '../support/sessions.ts';
import { grantIn, NOW, signIn } from './over-storage.ts';

let counter = 0;

describe('what is left of an erased account', () => {
  /** Two grants: the session of the first has ended, and its client is not told yet. */
  async function leave() {
    const guard = env.ACCOUNT_GUARD.getByName(`wipe-${++counter}`);
    const select = (query: string) =>
      runInDurableObject(guard, (_, { storage }) => storage.sql.exec(query).toArray());
    breakLedger();
    for (const id of ['s', 't', 'old']) await guard.open(signIn({ sessionId: id }));
    await guard.open(grantIn('s', 'ended'));
    await guard.open(grantIn('t', 'live'));
    await guard.end('s', { reason: 'logout', now: NOW, trail: trailOf() });
    await select("update chains set session = null where session_id = 'old'");
    const told = async () =>
      (await select('select body from outbox order by id')).flatMap(
        ({ body }) => JSON.parse(body as string) as { signedOut?: { sessionId: string } }[],
      );
    return { guard, select, told };
  }

  it('is deleted, but its clients are told that each grant is over, once', async () => {
    const { guard, select, told } = await leave();
    await guard.wipe(NOW);
    const entries = await told();
    expect(entries.map(({ signedOut }) => signedOut?.sessionId)).toEqual(['ended', 'live']);
    expect(await select('select * from chains')).toEqual([]);
    expect(await guard.listEvents({ limit: 9 })).toEqual([]);
  });

  it('tells them nothing by a Worker of an earlier release', async () => {
    const { guard, select, told } = await leave();
    await guard.wipe();
    expect(await told()).toEqual([]);
    expect(await select('select * from chains')).toEqual([]);
  });
});
