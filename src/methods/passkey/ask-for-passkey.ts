import type { Context } from 'hono';
import { readPasskeyCookie } from '../../http/passkey-cookie.ts';
import type { Random } from '../../shared/random.ts';
import { toBase64Url } from '../../webauthn/bytes.ts';
import type { Challenges } from '../../webauthn/challenges.ts';
import { toRequestOptions } from '../../webauthn/options.ts';
import type { RelyingParty } from '../../webauthn/relying-party.ts';

export type AskForPasskeyDeps = {
  challenges: Challenges;
  relyingParty: RelyingParty;
  random: Random;
};

const TOKEN_BYTES = 16;

/**
 * Returns the options of a sign-in by passkey, and what its challenge is bound to: the browser's
 * cookie, or what one that has none must bring along. Asks no store.
 */
export function askForPasskey(
  c: Context,
  { challenges, relyingParty, random }: AskForPasskeyDeps,
): { options: ReturnType<typeof toRequestOptions>; browser: string } {
  const browser = readPasskeyCookie(c) ?? toBase64Url(random.bytes(TOKEN_BYTES));
  const challenge = challenges.issue({ kind: 'sign_in', browser });
  return { options: toRequestOptions(relyingParty, challenge), browser };
}
