import { describe, expect, it, vi } from 'vitest';
import type { Journal } from '../../src/guard/journal.ts';
import { noteUses } from '../../src/guard/note-uses.ts';
import type { Trail } from '../../src/guard/trail.ts';

const TRAIL = { userId: 'ada' } as Trail;

/** The events that are noted of these uses. */
function eventsOf(factors: string[], proofs: string[]) {
  const note = vi.fn();
  const journal = { note } as unknown as Journal;
  noteUses(journal, { sessionId: 'a-session', factors, proofs, at: 7 }, TRAIL);
  for (const [, trail] of note.mock.calls) expect(trail).toBe(TRAIL);
  return note.mock.calls.map(([event]) => event);
}
const used = (metadata: object) => ({
  ...{ type: 'factor.used', sessionId: 'a-session', at: 7, metadata },
});

describe('the uses of second factors', () => {
  it.each<[string, string[], string[], object[]]>([
    ['none was used', [], ['password'], []],
    [
      'there is but one of its kind',
      ['email_otp'],
      ['password', 'email_otp'],
      [used({ kind: 'email_otp' })],
    ],
    [
      'it is one of several of its kind',
      ['a-device'],
      ['password', 'email_otp', 'totp'],
      [used({ kind: 'totp', factor_id: 'a-device' })],
    ],
    [
      'an earlier release has not said which proofs',
      ['a-device'],
      [],
      [used({ kind: null, factor_id: 'a-device' })],
    ],
    [
      'several were used',
      ['passkey', 'a-device'],
      ['passkey', 'totp'],
      [used({ kind: 'passkey' }), used({ kind: 'totp', factor_id: 'a-device' })],
    ],
  ])('are noted when %s', (_, factors, proofs, events) => {
    expect(eventsOf(factors, proofs)).toEqual(events);
  });

  it('name no recovery code, whose digest nobody knows it by', () => {
    const recovery = { type: 'recovery_code.used', sessionId: 'a-session', at: 7 };
    const proofs = ['password', 'recovery_code'];
    expect(eventsOf(['a-digest', 'password'], proofs)).toEqual([
      recovery,
      used({ kind: 'password' }),
    ]);
  });
});
