import { deriveKeys, type Secrets } from '../shared/digest.ts';
import { deriveSecretKeys } from '../tokens/secret-keys.ts';

/** Derives every key that the service has of `AUTH_SECRET`, each for one purpose. */
export function derivedKeys(secrets: Secrets) {
  return {
    tokenKeys: deriveSecretKeys(secrets),
    secretDigestKeys: deriveKeys(secrets, 'one-time-secrets'),
    standInKey: deriveKeys(secrets, 'password-stand-ins')[0],
    deviceKeys: deriveKeys(secrets, 'device-cookies'),
    cursorKeys: deriveKeys(secrets, 'list-cursors'),
    flashKeys: deriveKeys(secrets, 'page-notices'),
    csrfKeys: deriveKeys(secrets, 'csrf-tokens'),
    registrationKeys: deriveKeys(secrets, 'registration-marks'),
    jobKeys: deriveKeys(secrets, 'job-payloads'),
    factorKeys: factorKeys(secrets),
    fingerprintKey: deriveKeys(secrets, 'device-fingerprints')[0],
    authorizeKeys: deriveKeys(secrets, 'authorize-requests'),
    grantCodeKeys: deriveKeys(secrets, 'grant-codes'),
    attemptKeys: deriveKeys(secrets, 'provider-attempts'),
    parkedAnswerKeys: deriveKeys(secrets, 'parked-answers'),
    pendingIdentityKeys: deriveKeys(secrets, 'pending-identities'),
    passkeyKeys: deriveKeys(secrets, 'passkey-challenges'),
    erasureKeys: erasureKeys(secrets),
    deadLetterKeys: deriveKeys(secrets, 'dead-letters'),
    socialKeys: deriveKeys(secrets, 'social-attempts'),
    eventCursorKeys: deriveKeys(secrets, 'event-cursors'),
  };
}

/** Derives the keys of the secrets of second factors, by which deployments are judged. */
export function factorKeys(secrets: Secrets) {
  return deriveKeys(secrets, 'second-factors');
}

/** Derives the keys of erasure marks, which imports into a local database need too. */
export function erasureKeys(secrets: Secrets) {
  return deriveKeys(secrets, 'erasure-marks');
}
