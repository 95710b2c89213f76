import { GrantGuard } from './grant-guard.ts';
import { type Held, type HeldClaim, HeldStorage } from './held-storage.ts';

/** The part of a guard that decides what an OAuth client may do once. */
export class ClientGuard extends GrantGuard {
  readonly #held: HeldStorage;

  constructor(ctx: DurableObjectState, env: Cloudflare.Env) {
    super(ctx, env);
    this.#held = new HeldStorage(this.tables);
  }

  /** True for the first use until it expires, such as that of an assertion’s `jti`. */
  useOnce(use: Held): boolean {
    return this.tables.transact(() => this.#held.add(use));
  }

  /** Keeps what the client leaves, such as a pushed request. False if the digest is taken. */
  hold({ body, ...held }: Held & { body: string }): boolean {
    return this.tables.transact(() => this.#held.add(held, body));
  }

  /** What the client left; null if it has expired. Changes nothing. */
  readHeld(digest: string, now: number): string | null {
    return this.#held.read(digest, now);
  }

  /** Whether it is this holder’s from now on. As often as they like, but nobody else’s. */
  claimHeld(claim: HeldClaim): boolean {
    return this.tables.transact(() => this.#held.claim(claim));
  }

  /** Forgets what the client left, whose taker has it. */
  emptyHeld(digest: string): void {
    this.tables.transact(() => this.#held.empty(digest));
  }

  /** Takes back a claim that led to nothing. */
  unclaimHeld(digest: string, holder: string): void {
    this.tables.transact(() => this.#held.unclaim(digest, holder));
  }
}
