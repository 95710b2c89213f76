import type { ChainStorage } from './chain-storage.ts';
import type { NewSession, Session } from './session.ts';
import type { KeptSession } from './stored-chain.ts';

/** How a user's stored sessions compare to a sign-in. */
export type SignInHistory = {
  /** How many sessions there are, and how many are from the same country. */
  all: number;
  country: number;
  /** The addresses of sign-ins by the same kind of device in the same country. */
  addresses: (string | null)[];
};

/** A user's sessions in D1, read by `now` (epoch milliseconds). */
export type PastSessions = { userId: string; rows: Session[]; now: number };

/** A user's sessions as people see them. Synchronous; the caller owns the transaction. */
export class SessionHistory {
  readonly #chains: ChainStorage;

  constructor(chains: ChainStorage) {
    this.#chains = chains;
  }

  /** Whether the guard knows every session; else it must be taught them first. */
  isComplete(): boolean {
    return this.#chains.knowsAll();
  }

  /**
   * Live sessions, latest activity first. One without a refresh for `idleTtl` milliseconds is not
   * live; 0 for no such limit.
   */
  listLive({ now, idleTtl }: { now: number; idleTtl: number }): Session[] {
    return this.#known()
      .filter(({ expiresAt, revokedAt, lastRotationAt }) => {
        const isIdle = idleTtl > 0 && now - lastRotationAt >= idleTtl;
        return revokedAt === null && expiresAt > now && !isIdle;
      })
      .sort((a, b) => b.lastActivityAt - a.lastActivityAt || (a.id < b.id ? 1 : -1));
  }

  /** Every stored session, ended or not, latest first. */
  listAll(): Session[] {
    return this.#known().sort((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1));
  }

  /** How the sessions compare to one that is about to begin; grants tell of no new device. */
  compare({ deviceFingerprint, country, createdAt }: NewSession): SignInHistory {
    const kept = this.#chains
      .listSessions()
      .filter(({ expiresAt, clientId = null }) => expiresAt > createdAt && clientId === null);
    const alike = kept.filter((session) => session.country === country);
    const addresses = alike
      .filter((session) => session.deviceFingerprint === deviceFingerprint)
      .map(({ ipAddress }) => ipAddress);
    return { all: kept.length, country: alike.length, addresses: [...new Set(addresses)] };
  }

  /** Records the times of a refresh, and tells D1. */
  touch(session: Session, now: number): void {
    this.#chains.writeSession(
      { ...session, lastActivityAt: now, lastRotationAt: now, seq: session.seq + 1 },
      now,
    );
  }

  /**
   * Learns sessions that an earlier release wrote only to D1. What the guard knows stays. Sends
   * D1 the sessions that the guard has ended meanwhile, and those that D1 has lost.
   */
  learn({ userId, rows, now }: PastSessions): void {
    const unknown = new Map(
      this.#chains
        .listKept()
        .filter(({ session }) => session === null)
        .map((kept) => [kept.id, kept]),
    );
    for (const row of rows) {
      const kept = unknown.get(row.id);
      if (kept === undefined) continue;
      const reason = kept.chain.revokedReason;
      unknown.delete(row.id);
      const isMissed = reason !== null && row.revokedAt === null;
      const ended = isMissed ? { revokedAt: now, revokeReason: reason } : {};
      this.#chains.writeSession({ ...row, ...ended, amr: kept.traits.amr, seq: row.seq + 1 }, now);
    }
    for (const lost of unknown.values()) this.#chains.writeSession(ofChain(lost, userId, now), now);
  }

  /** Numbers sessions above these rows, so that D1 takes them, and returns them. */
  retell(rows: Pick<Session, 'id' | 'seq'>[], now: number): Session[] {
    return rows.flatMap(({ id, seq }) => {
      const session = this.#chains.read(id)?.session ?? null;
      if (session === null) return [];
      const told = { ...session, seq: Math.max(session.seq, seq) + 1 };
      this.#chains.writeSession(told, now);
      return [told];
    });
  }

  #known(): Session[] {
    return this.#chains.listKept().flatMap((kept) => {
      const session = refreshed(kept);
      return session === null ? [] : [session];
    });
  }
}

/** All that the chain of a session tells, whose row is lost. */
function ofChain({ id, chain, traits }: KeptSession, userId: string, now: number): Session {
  const { currentIssuedAt: at, expiresAt, revokedReason } = chain;
  return {
    ...{ id, userId, amr: traits.amr, createdAt: traits.authTime, expiresAt },
    ...{ deviceName: null, deviceFingerprint: null, browser: null, os: null, deviceType: null },
    ...{ userAgent: null, ipAddress: null, city: null, country: null },
    ...{ clientId: traits.grant?.clientId ?? null },
    ...{ lastActivityAt: at, lastRotationAt: at, seq: 1 },
    ...{ revokedAt: revokedReason === null ? null : now, revokeReason: revokedReason },
  };
}

// A session's own times are written once in a while; its chain tells the last refresh.
function refreshed({ chain, session }: KeptSession): Session | null {
  if (session === null) return null;
  const at = Math.max(session.lastRotationAt, chain.currentIssuedAt);
  return { ...session, lastActivityAt: Math.max(session.lastActivityAt, at), lastRotationAt: at };
}
