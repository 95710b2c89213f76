import type { TokenAnswer } from './api.ts';

/** Milliseconds before its end from which a token is renewed; half its life if that is less. */
const EARLY = 60_000;
/** A day and no more, whatever an answer says: timers take no more than 24 of them. */
const LONGEST = 86_400_000;
/** Where an answer says nothing sensible. */
const USUAL = 900_000;

/** An access token, and when it came by both clocks. */
export type Token = {
  access: string;
  csrf: string;
  /** The id of its session; a cookie's session may change. */
  session: string;
  life: number;
  monotonic: number;
  wall: number;
};

const monotonic = () => performance.now();

/** What an answer holds, from now on. */
export function toToken(answer: TokenAnswer): Token {
  const { access_token, csrf_token, expires_in, session_id = '' } = answer;
  const seconds = Number(expires_in);
  return {
    access: access_token,
    csrf: csrf_token ?? '',
    session: session_id,
    life: seconds > 0 ? Math.min(seconds * 1000, LONGEST) : USUAL,
    monotonic: monotonic(),
    wall: Date.now(),
  };
}

/**
 * Milliseconds since it came. Neither clock is compared with the server's. The monotonic one may
 * stand still while a machine sleeps, the other one may be set: the longer time counts.
 */
const age = (token: Token) => Math.max(monotonic() - token.monotonic, Date.now() - token.wall);

/** Milliseconds until it should be renewed; 0 or less if it should be by now. */
export const dueIn = (token: Token) => Math.max(token.life - EARLY, token.life / 2) - age(token);

export const isExpired = (token: Token) => age(token) >= token.life;
