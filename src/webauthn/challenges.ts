import type { Clock } from '../shared/clock.ts';
import { equalInConstantTime, type KeyRing, keyedDigest } from '../shared/digest.ts';
import type { Random } from '../shared/random.ts';
import { fromBase64Url, toBase64Url } from './bytes.ts';
import { CEREMONY_TIME } from './relying-party.ts';

/** What a challenge is for. It serves nothing and nobody else. */
export type ChallengePurpose =
  /** Bound to the browser, or to the client that got the options. */
  | { kind: 'sign_in'; browser: string }
  /**
   * `place`: the session, or the sign-in that waits for this. `epoch`: that of the account's
   * sign-ins, so that ending all sessions ends it.
   */
  | {
      kind: 'register' | 'second_step' | 'step_up';
      userId: string;
      place: string;
      epoch: number;
    };

/** A good challenge. Times in epoch milliseconds; the guard knows it by its `digest`. */
export type KnownChallenge = { digest: string; issuedAt: number; expiresAt: number };

export type ChallengeDeps = { keys: KeyRing; rpId: string; clock: Clock; random: Random };
export type Challenges = ReturnType<typeof createChallenges>;

const NONCE = 16;
const TIME = 6;
const HEAD = NONCE + TIME;
const MAC = 32;
/** What the upper two of the six bytes of a time count. */
const HIGH = 2 ** 32;

/**
 * Challenges that cost nothing to hand out: each carries its time and the MAC of what it is for,
 * and no store knows it until it is used. 16 random bytes, as WebAuthn Level 3 §13.4.3 demands; the
 * guard lets each be used once.
 */
export function createChallenges({ keys, rpId, clock, random }: ChallengeDeps) {
  const macOf = (head: Uint8Array, purpose: ChallengePurpose, key: Uint8Array = keys[0]) =>
    fromBase64Url(keyedDigest(key, toBase64Url(head), rpId, ...partsOf(purpose))) ??
    new Uint8Array();

  return {
    /** Makes a challenge, in base64url. */
    issue(purpose: ChallengePurpose): string {
      const now = clock();
      const head = new Uint8Array(HEAD);
      head.set(random.bytes(NONCE));
      const time = new DataView(head.buffer, NONCE);
      time.setUint16(0, Math.floor(now / HIGH));
      time.setUint32(2, now % HIGH);
      return toBase64Url(new Uint8Array([...head, ...macOf(head, purpose)]));
    },

    /** Returns what the guard has to know; null unless it is ours, for this, and not expired. */
    judge(challenge: string, purpose: ChallengePurpose): KnownChallenge | null {
      const bytes = fromBase64Url(challenge);
      if (bytes?.length !== HEAD + MAC) return null;
      const head = bytes.slice(0, HEAD);
      const mac = bytes.slice(HEAD);
      if (!keys.some((key) => equalInConstantTime(mac, macOf(head, purpose, key)))) return null;
      const time = new DataView(head.buffer, NONCE);
      const issuedAt = time.getUint16(0) * HIGH + time.getUint32(2);
      const expiresAt = issuedAt + CEREMONY_TIME;
      if (expiresAt <= clock()) return null;
      return { digest: `passkey:${toBase64Url(head)}`, issuedAt, expiresAt };
    },
  };
}

function partsOf(purpose: ChallengePurpose): string[] {
  if (purpose.kind === 'sign_in') return [purpose.kind, purpose.browser];
  return [purpose.kind, purpose.userId, purpose.place, String(purpose.epoch)];
}
