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
/** Seconds that a browser stays a known device: the longest life of a cookie in browsers. */
const DEVICE_MAX_AGE = 400 * 24 * 60 * 60;
/** Accounts per browser: each adds a hundred bytes to every request. */
const MOST_DEVICES = 5;

// One cookie per account, so that users who share a browser all keep it as a known device.
const deviceCookieName = (userId: string) => `${DEVICE_COOKIE}${userId.replaceAll('-', '')}`;

/**
 * Returns the cookie that makes this browser a known device of this user, or null. It ends in the
 * time when it was last set.
 */
export function readDeviceCookie(c: Context, userId: string): string | null {
  const name = deviceCookieName(userId);
  return readOwnCookie(c, name) ?? readPlainCookie(c, name);
}

/**
 * Makes this browser a known device of this account, at `now` (epoch milliseconds). Beyond five
 * accounts, deletes the cookies of those used longest ago.
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

/** Returns the cookie names of the browser's accounts, each once, latest sign-in first. */
function heldDevices(c: Context): { name: string; usedAt: number }[] {
  const prefix = isSecure(c) ? HOST_PREFIX : '';
  const held = Object.entries(getCookie(c)).flatMap(([cookie, value]) => {
    const name = /^(?:__Host-)?(device_[\da-f]{32})$/.exec(cookie)?.[1];
    if (name === undefined) return [];
    // Cookies from before the prefix contain no time and are dropped first.
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
/** Upper bound in characters; a nonce, a MAC and a time have 84. */
const LONGEST = 128;

/**
 * Returns every device cookie of the browser by user id. Cookies with our prefix take precedence
 * over those that a sibling domain may have set.
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
