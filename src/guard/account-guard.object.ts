import { DurableObject } from 'cloudflare:workers';
import { systemClock } from '../shared/clock.ts';
import { ACCOUNT_WINDOW, type Attempt, mayAttempt } from './attempts.ts';
import type { Principal, SessionTraits } from './guard-state.ts';
import { GuardStorage } from './guard-storage.ts';
import { mayRedeem } from './redemption.ts';
import { type RefreshChain, rotate } from './rotation.ts';

export type OpenChain = {
  sessionId: string;
  jti: string;
  /** Epoch milliseconds, as is `expiresAt`. */
  now: number;
  expiresAt: number;
  traits: SessionTraits;
  principal: Principal;
};

export type RotateChain = {
  sessionId: string;
  jti: string;
  successorJti: string;
  now: number /** Milliseconds. */;
  grace: number;
};

/** Everything that a refreshed pair of tokens is made of. */
export type CurrentToken = SessionTraits & Principal & { jti: string; issuedAt: number; expiresAt: number };

export type RotationVerdict =
  | {
      kind: 'current';
      token: CurrentToken /** Whether the session's row is due for its times. */;
      touch: boolean;
    }
  | {
      kind: 'reused' /** Whether nobody has yet been told. */;
      unreported: boolean;
    }
  | { kind: 'ended' }
  | { kind: 'expired' };

export type RedeemSecret = {
  digest: string;
  purpose: string;
  /** Epoch milliseconds, as are the other times. */
  issuedAt: number;
  expiresAt: number;
  rememberUntil: number;
  now: number;
};

/** `secret` is null when KV knew no such code: the try is charged all the same. `codeTtl` in milliseconds. */
export type TryCode = {
  purpose: string;
  secret: RedeemSecret | null;
  now: number;
  codeTtl: number;
};

/** A session's row follows its refreshes, but no more often than this. Milliseconds. */
const TOUCH_INTERVAL = 60_000;

/**
 * Decides every race of one user: which refresh token is current, which secret was used, how many tries are left. Its
 * methods are synchronous between read and write, know no clock, no D1, no KV and no secret in the clear. What it does not
 * find it does not make: only `open`, `redeem` and `tryCode` write for the first time, and they are called for users alone.
 */
export class AccountGuard extends DurableObject {
  readonly #storage: GuardStorage;

  constructor(ctx: DurableObjectState, env: Cloudflare.Env) {
    super(ctx, env);
    this.#storage = new GuardStorage(ctx.storage);
  }

  /** Starts the refresh chain of a session and takes note of what its user may do. */
  open({ sessionId, jti, now, expiresAt, traits, principal }: OpenChain): void {
    const chain: RefreshChain = {
      currentJti: jti,
      currentIssuedAt: now,
      retired: [],
      expiresAt,
      revokedReason: null,
    };
    this.#storage.writePrincipal(principal);
    this.#storage.insertChain(sessionId, {
      chain,
      traits,
      touchedAt: now,
      reported: false,
    });
  }

  /** Judges a presented refresh token; see `rotation.ts` for the rules. */
  rotate({ sessionId, jti, successorJti, now, grace }: RotateChain): RotationVerdict {
    const stored = this.#storage.readChain(sessionId);
    const verdict = rotate(stored?.chain ?? null, {
      jti,
      successorJti,
      now,
      grace,
    });
    if (stored === null || verdict.kind === 'ended' || verdict.kind === 'expired')
      return { kind: verdict.kind === 'expired' ? 'expired' : 'ended' };

    if (verdict.kind === 'reused') {
      this.#storage.updateChain(sessionId, verdict.chain, stored.touchedAt);
      return { kind: 'reused', unreported: !stored.reported };
    }
    const touch = verdict.kind === 'rotated' && now - stored.touchedAt >= TOUCH_INTERVAL;
    if (verdict.kind === 'rotated') this.#storage.updateChain(sessionId, verdict.chain, touch ? now : stored.touchedAt);
    const { currentJti, currentIssuedAt, expiresAt } = verdict.chain;
    return {
      kind: 'current',
      touch,
      token: {
        ...stored.traits,
        ...stored.principal,
        jti: currentJti,
        issuedAt: currentIssuedAt,
        expiresAt,
      },
    };
  }

  /** Notes that a reuse was recorded and its owner told, so that a repeated presentation does not tell again. */
  reuseReported(sessionId: string): void {
    this.#storage.markReported(sessionId);
  }

  /** Ends sessions; those that are unknown or have ended stay as they are. */
  end(sessionIds: string[], reason: string): void {
    for (const sessionId of sessionIds) this.#storage.revokeChain(sessionId, reason);
  }

  /** Changes what the user's next refresh says of them. */
  updatePrincipal(change: Partial<Principal>): void {
    this.#storage.updatePrincipal(change);
  }

  /** Uses a secret. True for exactly one call per secret, unless it is released. */
  redeem(secret: RedeemSecret): boolean {
    if (!mayRedeem(secret, this.#storage.readRedemptions(secret.purpose))) return false;
    this.#storage.insertRedemption(secret);
    return true;
  }

  /** Gives back a secret whose use came to nothing because a later write failed. */
  release(digest: string): void {
    this.#storage.deleteRedemption(digest);
  }

  /** Charges a try at a code and, if there are tries left and the code is right, uses it. A success costs nothing. */
  tryCode({ purpose, secret, now, codeTtl }: TryCode): boolean {
    const failures: Attempt[] = this.#storage.readAttempts(now - Math.max(ACCOUNT_WINDOW, codeTtl));
    if (!mayAttempt(failures, { purpose, now, codeTtl })) return false;
    if (secret !== null && this.redeem(secret)) return true;
    this.#storage.insertAttempt({ purpose, at: now }, now + Math.max(ACCOUNT_WINDOW, codeTtl));
    return false;
  }

  /** Answers, and touches nothing: for the health check. */
  ping(): 'ok' {
    return 'ok';
  }

  /** Drops what has expired; an object with nothing left erases itself. */
  override async alarm(): Promise<void> {
    await this.#storage.sweep(systemClock());
  }
}
