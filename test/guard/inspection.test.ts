import { describe, expect, it } from 'vitest';
import { inspect } from '../../src/guard/inspection.ts';

const session = (id: string) => ({ id });

function arrange(given: { kept?: object[]; known?: object | null; isClosed?: boolean } = {}) {
  const { kept = [], known = null, isClosed = false } = given;
  return {
    account: { isClosed: () => isClosed },
    versions: { readKnown: () => known, listPending: () => ['a change'] },
    chains: { listKept: () => kept },
    isSent: true,
  } as never;
}

describe('what a guard knows', () => {
  it('is its user, what is pending and every session', () => {
    const kept = [{ session: session('a') }, { session: session('b') }];
    expect(inspect(arrange({ kept, known: { version: 3, view: 'the view' } }))).toEqual({
      isClosed: false,
      view: 'the view',
      pending: ['a change'],
      sessions: [session('a'), session('b')],
      isUntaught: false,
      isSent: true,
    });
  });

  it('lacks the sessions that nobody has taught it, and says so', () => {
    const kept = [{ session: session('a') }, { session: null }];
    expect(inspect(arrange({ kept }))).toMatchObject({
      sessions: [session('a')],
      isUntaught: true,
    });
  });

  it('is no user before it has been taught one', () => {
    const fresh = { view: null, sessions: [], isUntaught: false, isClosed: true };
    expect(inspect(arrange({ isClosed: true }))).toMatchObject(fresh);
  });
});
