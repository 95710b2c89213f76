import type { Context } from 'hono';
import * as z from 'zod';
import { readOwnCookie, TAKEN_BACK, writeOwnCookie } from '../../http/cookies.ts';
import { SECOND } from '../../shared/clock.ts';
import { METHODS } from '../../step-up/proofs.ts';

const COOKIE = 'sign-in';

const pending = z.object({
  mfaToken: z.string(),
  /** Ways to take the second step; empty where one must be set up first. */
  methods: z.array(z.enum(METHODS)),
  enrol: z.array(z.enum(METHODS)),
  /** What the person typed as name, to show whose sign-in it is. */
  name: z.string().nullable().default(null),
  /** Wrong proofs so far, to say when the sign-in is over; the guard counts by itself. */
  failures: z.int().default(0),
});

/** A sign-in that waits for its second step. */
export type WaitingSignIn = z.output<typeof pending>;

/** Keeps a sign-in for the page of its second step, for `life` milliseconds. */
export function writePending(c: Context, waiting: z.input<typeof pending>, life: number): void {
  const text = new TextEncoder()
    .encode(JSON.stringify(waiting))
    .toBase64({ alphabet: 'base64url' });
  writeOwnCookie(c, COOKIE, text, { maxAge: Math.floor(life / SECOND) });
}

/**
 * Returns the sign-in that this browser waits with, or null. The token is judged where it is used.
 */
export function readPending(c: Context): WaitingSignIn | null {
  const text = readOwnCookie(c, COOKIE);
  if (text === null) return null;
  try {
    const bytes = Uint8Array.fromBase64(text, { alphabet: 'base64url' });
    return pending.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    return null;
  }
}

/** Forgets the sign-in that waits. */
export function clearPending(c: Context): void {
  writeOwnCookie(c, COOKIE, '', TAKEN_BACK);
}
