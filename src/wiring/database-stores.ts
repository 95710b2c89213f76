import { createFiguresStore } from '../figures/figures-store.ts';
import { createDeadLetterStore } from '../mail/dead-letter-store.ts';
import { createClientStore } from '../oauth/clients/client-store.ts';
import { createDatabase, openReplica } from '../shared/database.ts';
import { createRevokedTokenStore } from '../tokens/revoked-token-store.ts';
import { createAddressStore } from '../users/address-store.ts';
import { createFactorRemovalStore } from '../users/factor-removal-store.ts';
import { createFactorStore } from '../users/factor-store.ts';
import { createIdentityStore } from '../users/identity-store.ts';
import { createMailStore } from '../users/mails/mail-store.ts';
import { createNameStore } from '../users/name-store.ts';
import { createPasskeyStore } from '../users/passkey-store.ts';
import { createPasswordStore } from '../users/password-store.ts';
import { createRecoveryCodeStore } from '../users/recovery-code-store.ts';
import { createRegistrationStore } from '../users/registration-store.ts';
import { createRemovedFactorStore } from '../users/removed-factor-store.ts';
import { createRemovedIdentityStore } from '../users/removed-identity-store.ts';
import { createSealedFactorStore } from '../users/sealed-factor-store.ts';
import { createUserDirectoryStore } from '../users/user-directory-store.ts';
import { createUserStore } from '../users/user-store.ts';
import { createVersionStore } from '../users/version-store.ts';
import { createWaysInStore } from '../users/ways-in-store.ts';

/** Stores that need a database and nothing else. */
export type DatabaseStores = ReturnType<typeof create>;

// They build parts of their SQL when they are made, which costs as much as a query. They hold only
// text, so nothing outlives its request.
const known = new WeakMap<D1Database, DatabaseStores>();

/** Returns the stores of a database, made once per isolate. Nothing is read until one is used. */
export function databaseStores(d1: D1Database): DatabaseStores {
  const stores = known.get(d1) ?? create(d1);
  known.set(d1, stores);
  return stores;
}

function create(d1: D1Database) {
  const db = createDatabase(d1);
  return {
    db,
    users: createUserStore(db),
    replicaUsers: createUserStore(openReplica(d1)),
    addresses: createAddressStore(db),
    registrations: createRegistrationStore(db),
    passwords: createPasswordStore(db),
    factors: createFactorStore(db),
    passkeys: createPasskeyStore(db),
    replicaPasskeys: createPasskeyStore(openReplica(d1)),
    identities: createIdentityStore(db),
    replicaIdentities: createIdentityStore(openReplica(d1)),
    waysIn: createWaysInStore(db),
    sealed: createSealedFactorStore(db),
    removals: createFactorRemovalStore(db),
    removedFactors: createRemovedFactorStore(db),
    removedIdentities: createRemovedIdentityStore(db),
    recoveryCodes: createRecoveryCodeStore(db),
    directory: createUserDirectoryStore(db),
    revokedTokens: createRevokedTokenStore(db),
    versions: createVersionStore(db),
    clients: createClientStore(db),
    figures: createFiguresStore(db),
    names: createNameStore(db),
    deadLetters: createDeadLetterStore(db),
    mails: createMailStore(db),
  };
}
