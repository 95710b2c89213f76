import { describe, expect, it, vi } from 'vitest';
import { findChange } from '../../src/guard/find-change.ts';
import { NotYet } from '../../src/mail/job-queue.ts';

const AT = 1_000_000;
/** From when on a change that D1 does not have is never made. */
const DECIDED = AT + 30_000;

function arrange({ made, now = AT }: { made: object | null; now?: number }) {
  const clock = vi.fn(() => now);
  const find = vi.fn(async () => made);
  const deps = { clock, audit: { find } } as never;
  return { find, clock, look: (event?: string) => findChange(deps, { event, at: AT }) };
}

describe('the change of which a notice tells', () => {
  it('has happened if the notice waits for none', async () => {
    const { look, find } = arrange({ made: null });
    expect(await look()).toEqual({ metadata: {} });
    expect(find).not.toHaveBeenCalled();
  });

  it.each([AT, DECIDED])('is what its event says, at %d', async (now) => {
    const made = { metadata: { factor: 'totp' } };
    const { look, find } = arrange({ made, now });
    expect(await look('an event')).toBe(made);
    expect(find).toHaveBeenCalledExactlyOnceWith('an event');
  });

  it('may still be made until its time is over, and was not made after that', async () => {
    for (const now of [AT, DECIDED - 1])
      await expect(arrange({ made: null, now }).look('an event')).rejects.toThrow(NotYet);
    for (const now of [DECIDED, DECIDED + 1])
      expect(await arrange({ made: null, now }).look('an event')).toBeNull();
  });

  it('may still be made if its time was over only after D1 was read', async () => {
    const { look, find, clock } = arrange({ made: null, now: DECIDED - 1 });
    find.mockImplementation(async () => {
      clock.mockReturnValue(DECIDED);
      return null;
    });
    await expect(look('an event')).rejects.toThrow(NotYet);
  });
});
