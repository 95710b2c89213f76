import { sql } from 'drizzle-orm';
import type { Condition, Database } from '../shared/database.ts';

/**
 * The domain of addresses that Apple makes for its users: mail to them arrives only as long as
 * their account at Apple shares them with this service
 * (https://developer.apple.com/documentation/signinwithapple/communicating-using-the-private-email-relay-service).
 */
const RELAY = 'privaterelay.appleid.com';

/** What is about to go: the id of a factor or of an identity. */
export type Going = { factorId?: string; identityId?: string };

/** Whether somebody can still sign in. Methods named `…Statement` build one for a batch. */
export type WaysInStore = ReturnType<typeof createWaysInStore>;

/** Ways in, in D1. Every method throws `storage_unavailable` when D1 does not respond. */
export function createWaysInStore(db: Database) {
  /**
   * Holds if a user can sign in without what is going: by a password, a passkey, an identity at one
   * of these providers, or a code that is mailed to an address of their own.
   */
  const leftCondition = (userId: string, going: Going, providers: readonly string[]): Condition =>
    sql`exists (select 1 from users as person where person.id = ${userId} and (
      person.password_hash is not null
      or person.email_normalized not like ${`%@${RELAY}`}
      or exists (select 1 from user_factors as held where held.user_id = person.id
        and held.kind = 'passkey' and held.id <> ${going.factorId ?? ''})
      or exists (select 1 from user_identities as held where held.user_id = person.id
        and held.id <> ${going.identityId ?? ''}
        and held.provider in (select value from json_each(${JSON.stringify(providers)})))))`;
  const leftStatement = (userId: string, going: Going, providers: readonly string[]) =>
    db
      .select({ left: sql<number>`${leftCondition(userId, going, providers)}`.as('left') })
      .from(sql`(select 1)`);
  return {
    leftCondition,

    /** Asks in a batch whether {@link leftCondition} holds; true for an unknown user never. */
    leftStatement,

    /** Whether {@link leftCondition} holds now. */
    async isLeft(userId: string, going: Going, providers: readonly string[]): Promise<boolean> {
      const [row] = await leftStatement(userId, going, providers);
      return row?.left === 1;
    },
  };
}
