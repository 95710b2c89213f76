import * as z from 'zod';
import { DAY, HOUR } from '../shared/clock.ts';
import { SafeMessageError } from '../shared/errors.ts';

/** How long a message that was given up is kept, in milliseconds: who waited has gone by then. */
export const DEAD_LETTER_LIFE = 14 * DAY;
/**
 * After how long a message that was put back and was not heard of counts as dead again: longer than
 * its six tries take. Milliseconds.
 */
export const RETRY_LIFE = 2 * HOUR;

export type QueueName = 'jobs' | 'ledger';

const reference = z.object({ id: z.string(), turn: z.number() });
/** Which dead letter a message was, and in which of its turns it was put back. */
export type LetterReference = z.infer<typeof reference>;
const putBack = z.object({ dead_letter: reference });

/** Returns which dead letter a message was; null for one that was not put back. */
export const letterOf = (body: unknown): LetterReference | null =>
  putBack.safeParse(body).data?.dead_letter ?? null;

/** The message of a dead letter, to be put back; null for a body that is no object. */
export function toPutBack(body: unknown, letter: LetterReference): object | null {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return null;
  return { ...body, dead_letter: letter };
}

/** What a failure may be called where people read it: nothing that a foreign error quotes. */
export function reasonOf(failure: unknown): string | null {
  if (failure instanceof SafeMessageError) return failure.message;
  return failure instanceof Error ? failure.name : null;
}

/** What consumers ask about messages that were put back. */
export type FollowLetters = {
  /**
   * Whether a message was put back in a turn that is over: its letter was dropped or put back
   * again.
   */
  isOver: (body: unknown) => Promise<boolean>;
  /** Removes the letter of a message that is done. Never fails: then the letter stays. */
  settle: (body: unknown) => Promise<void>;
};
