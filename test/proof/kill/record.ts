import type { Factors } from './proof.ts';

/** How often something was answered, and how often its answer got lost. */
export type Count = { told: number; lost: number };

export type Device = {
  id: string;
  access: string;
  refresh: string;
  /** The token before this one, and when it was replaced. */
  former: { refresh: string; at: number } | null;
  /** Replaced long ago: whoever presents it is a thief. */
  oldest: { refresh: string; at: number } | null;
  /** Until then a change that died half-way may hide the session. Epoch milliseconds. */
  hiddenUntil: number;
  /** Whether it was signed in by the provider. */
  byProvider: boolean;
};
/** What an app holds of somebody. */
export type Grant = {
  access_token: string;
  refresh_token: string;
  /** As of a device. */
  hiddenUntil: number;
  byProvider: boolean;
};
/** A request that used something up and must be refused the second time. */
export type UsedUp = { path: string; json: object };

/** What a person was told, and may count on. */
export type Acknowledged = ReturnType<typeof createRecord>;

/** An empty record of a person. */
export function createRecord(email: string, password: string) {
  const count = (): Count => ({ told: 0, lost: 0 });
  return {
    email,
    password,
    id: '',
    name: '',
    formerPassword: null as string | null,
    formerEmail: null as string | null,
    factors: null as Factors | null,
    /** The account at the provider that is connected: its id here, and who it is there. */
    identity: null as { id: string; sub: string } | null,
    /** One that was disconnected. It is tried once. */
    formerSub: null as string | null,
    /** Second proofs that were used. Each is tried once. */
    usedProofs: [] as object[],
    /** Tries that this, and proofs sent again, may have cost. */
    proofsTried: 0,
    live: [] as Device[],
    ended: [] as Device[],
    grants: [] as Grant[],
    endedGrants: [] as Grant[],
    links: [] as UsedUp[],
    /** Each is tried once: a wrong code costs a try. */
    codes: [] as UsedUp[],
    counts: {
      signIns: count(),
      grants: count(),
      failures: count(),
      logOuts: count(),
      passwords: count(),
      resets: count(),
      emails: count(),
    },
    /** Mails that must have come, by address and subject. */
    mails: new Map<string, Count>(),
  };
}

/** Notes an answer, and those that got lost before it. */
export function note(count: Count, { lost }: { lost: number }, told = 1): void {
  count.told += told;
  count.lost += lost;
}

/** Notes that a mail must come. */
export function noteMail(
  { mails }: Acknowledged,
  { to, subject }: { to: string; subject: string },
  answer: { lost: number },
  told = 1,
): void {
  const key = `${to}\t${subject}`;
  const count = mails.get(key) ?? { told: 0, lost: 0 };
  mails.set(key, count);
  note(count, answer, told);
}

export const deviceIn = (body: Record<string, unknown>): Device => ({
  id: body.session_id as string,
  access: body.access_token as string,
  refresh: body.refresh_token as string,
  former: null,
  oldest: null,
  hiddenUntil: 0,
  byProvider: false,
});
