import type { Context } from 'hono';
import { getCookie } from 'hono/cookie';
import { SECOND } from '../shared/clock.ts';
import {
  HOST_PREFIX,
  isSecure,
  readOwnCookie,
  readPlainCookie,
  TAKEN_BACK,
  takeBackPlainCookie,
  writeOwnCookie,
} from './cookies.ts';

const DEVICE_COOKIE = 'device_';
/**
 * How long a browser is remembered as one that has signed in, in seconds: the longest that browsers
 * keep a cookie.
 */
const DEVICE_MAX_AGE = 400 * 24 * 60 * 60;
/** Accounts for which a browser is remembered: each costs a hundred bytes of every request. */
const MOST_DEVICES = 5;

// One cookie an account, so that people who share a browser do not make strangers of each other.
const deviceCookieName = (userId: string) => `${DEVICE_COOKIE}${userId.replaceAll('-', '')}`;

/**
 * The cookie that marks this browser as one of this user's, if it holds one; behind the mark is
 * when it was last given.
 */
export function readDeviceCookie(c: Context, userId: string): string | null {
  const name = deviceCookieName(userId);
  return readOwnCookie(c, name) ?? readPlainCookie(c, name);
}

/**
 * Marks this browser as one that has signed in to this account, at `now` (epoch milliseconds). It
 * forgets the accounts that were signed in to longest ago, if there are more than five.
 */
export function writeDeviceCookie(c: Context, userId: string, value: string, now: number): void {
  const name = deviceCookieName(userId);
  writeOwnCookie(c, name, `${value}.${Math.floor(now / SECOND).toString(36)}`, {
    maxAge: DEVICE_MAX_AGE,
  });
  const others = heldDevices(c).filter((device) => device.name !== name);
  const surplus = others.slice(MOST_DEVICES - 1);
  for (const device of surplus) writeOwnCookie(c, device.name, '', TAKEN_BACK);
  if (!isSecure(c)) return;
  const gone = new Set([name, ...surplus.map((device) => device.name)]);
  for (const plain of gone) if (readPlainCookie(c, plain) !== null) takeBackPlainCookie(c, plain);
}

/** The accounts that the browser is marked for, each once, the one signed in to last first. */
function heldDevices(c: Context): { name: string; usedAt: number }[] {
  const prefix = isSecure(c) ? HOST_PREFIX : '';
  const held = Object.entries(getCookie(c)).flatMap(([cookie, value]) => {
    const name = /^(?:__Host-)?(device_[\da-f]{32})$/.exec(cookie)?.[1];
    if (name === undefined) return [];
    // Those of the time before the prefix bear no time, and go first.
    const usedAt = cookie === `${prefix}${name}` ? usedAtOf(value) : 0;
    return [{ name, usedAt }];
  });
  // Browsers send the oldest first (RFC 6265 §5.4).
  const latest = held.reverse().sort((a, b) => b.usedAt - a.usedAt);
  return latest.filter(
    ({ name }, index) => latest.findIndex((device) => device.name === name) === index,
  );
}

function usedAtOf(value: string): number {
  const [, , time = ''] = value.split('.');
  return /^[\da-z]{1,9}$/.test(time) ? Number.parseInt(time, 36) : 0;
}

const NAME =
  /^(?:__Host-)?device_([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})$/;
/** A nonce, a MAC and a time have 84 characters. */
const LONGEST = 128;

/**
 * Every device cookie that the browser holds, by user id; ours go before those that any sibling
 * domain may have set.
 */
export function readDeviceCookies(c: Context): Record<string, string> {
  const held = Object.entries(getCookie(c)).sort(([a], [b]) => rank(a) - rank(b));
  const cookies = held.flatMap(([name, value]) => {
    const [, ...parts] = NAME.exec(name) ?? [];
    return parts.length === 0 || value.length > LONGEST ? [] : [[parts.join('-'), value]];
  });
  return Object.fromEntries(cookies) as Record<string, string>;
}

const rank = (name: string) => (name.startsWith(HOST_PREFIX) ? 1 : 0);
