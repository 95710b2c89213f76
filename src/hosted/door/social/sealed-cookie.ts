import type { Context } from 'hono';
import type * as z from 'zod';
import { readOwnCookie, TAKEN_BACK, writeOwnCookie } from '../../../http/cookies.ts';
import { type Clock, SECOND } from '../../../shared/clock.ts';
import type { KeyRing } from '../../../shared/digest.ts';
import { sealText, unsealText } from '../../../shared/seal.ts';

/**
 * Characters of a sealed value: with its name and attributes a cookie stays below 4096 bytes, which
 * is what browsers keep (RFC 6265 §6.1).
 */
export const LONGEST_SEALED = 3800;

export type SealingDeps = { keys: KeyRing; clock: Clock };

/** Seals a value for a cookie; null if it would be too long for one. */
export async function sealValue({ keys }: SealingDeps, value: object): Promise<string | null> {
  const sealed = await sealText(keys, JSON.stringify(value));
  return sealed.length <= LONGEST_SEALED ? sealed : null;
}

/** Writes a sealed value that lives until `until`, in epoch milliseconds. */
export function writeSealed(
  c: Context,
  { clock }: SealingDeps,
  { name, sealed, until }: { name: string; sealed: string; until: number },
): void {
  writeOwnCookie(c, name, sealed, { maxAge: Math.max(1, Math.floor((until - clock()) / SECOND)) });
}

/** Opens a sealed value of this shape that has not expired; null for anything else. */
export async function openSealed<Value extends { expiresAt: number }>(
  { keys, clock }: SealingDeps,
  schema: z.ZodType<Value>,
  sealed: string | null,
): Promise<Value | null> {
  if (sealed === null) return null;
  const text = await unsealText(keys, sealed).catch(() => null);
  if (text === null) return null;
  const { data } = schema.safeParse(JSON.parse(text));
  return data === undefined || data.expiresAt <= clock() ? null : data;
}

/** Opens the sealed value of a cookie of ours. */
export const readSealed = <Value extends { expiresAt: number }>(
  c: Context,
  deps: SealingDeps,
  { name, schema }: { name: string; schema: z.ZodType<Value> },
): Promise<Value | null> => openSealed(deps, schema, readOwnCookie(c, name));

/** Deletes a cookie of ours. */
export const forget = (c: Context, name: string): void => writeOwnCookie(c, name, '', TAKEN_BACK);
