import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { findAppError } from '../../src/shared/errors.ts';
import type { Timer } from '../../src/shared/timer.ts';
import { patientBindings } from '../../src/wiring/patient-bindings.ts';

const hangs = () => new Promise<never>(() => undefined);
const statement = { bind: () => statement, all: hangs, raw: hangs, run: hangs, first: hangs };
const queries = { prepare: () => statement, batch: hangs };
const HANGING = {
  ...env,
  DB: { ...queries, withSession: () => queries },
  KV: { get: hangs, put: hangs, delete: hangs, list: hangs },
  JOBS: { send: hangs, sendBatch: hangs, metrics: hangs },
  ACCOUNT_GUARD: { getByName: () => ({ live: hangs }), jurisdiction: () => HANGING.ACCOUNT_GUARD },
} as unknown as Cloudflare.Env;

/** Time that has passed as soon as somebody waits for it. */
function impatient() {
  const waits: number[] = [];
  const timer: Timer = (ms, fire) => {
    waits.push(ms);
    queueMicrotask(fire);
    return () => undefined;
  };
  return { waits, timer };
}

describe('a call that hangs', () => {
  const guards = (bound: Cloudflare.Env) => bound.ACCOUNT_GUARD.getByName('x');
  it.each<[string, number, (bound: Cloudflare.Env) => unknown]>([
    ['D1, all', 5000, ({ DB }) => DB.prepare('').bind(1).all()],
    ['D1, raw', 5000, ({ DB }) => DB.prepare('').raw()],
    ['D1, run', 5000, ({ DB }) => DB.prepare('').run()],
    ['D1, first', 5000, ({ DB }) => DB.prepare('').first()],
    ['D1, batch', 5000, ({ DB }) => DB.batch([DB.prepare('')])],
    ['a replica', 5000, ({ DB }) => DB.withSession('first-unconstrained').prepare('').all()],
    ['KV, get', 1000, ({ KV }) => KV.get('x')],
    ['KV, put', 1000, ({ KV }) => KV.put('x', 'y')],
    ['KV, delete', 1000, ({ KV }) => KV.delete('x')],
    ['KV, list', 1000, ({ KV }) => KV.list()],
    ['the queue', 5000, ({ JOBS }) => JOBS.send({})],
    ['a guard', 5000, (bound) => guards(bound).live({} as never)],
    [
      'a guard of a jurisdiction',
      5000,
      ({ ACCOUNT_GUARD }) =>
        ACCOUNT_GUARD.jurisdiction('eu')
          .getByName('x')
          .live({} as never),
    ],
  ])('of %s is given up after %i ms', async (_, limit, call) => {
    const { waits, timer } = impatient();
    const error = await Promise.resolve(call(patientBindings(HANGING, timer))).catch(
      (thrown: unknown) => thrown,
    );
    expect(findAppError(error)?.code).toBe('storage_unavailable');
    expect(waits).toEqual([limit]);
  });

  it('leaves the timer of none that answers', async () => {
    const stopped: boolean[] = [];
    const timer: Timer = () => () => void stopped.push(true);
    const bound = patientBindings(env, timer);
    expect(await bound.DB.prepare('select 1 as one').first()).toEqual({ one: 1 });
    expect(await bound.KV.get('nothing')).toBeNull();
    expect(stopped).toEqual([true, true]);
  });

  it('goes by bindings that stay the same, so that what is made of them is kept', () => {
    const { timer } = impatient();
    expect(patientBindings(env, timer).DB).toBe(patientBindings(env, timer).DB);
  });
});
