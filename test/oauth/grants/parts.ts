import { makeKey } from '../../../src/cli/make-key.ts';
import type { Grant } from '../../../src/guard/grant.ts';
import type { Live } from '../../../src/guard/grant-calls.ts';
import type { CurrentToken } from '../../../src/guard/guard-calls.ts';
import type { ClientInfo } from '../../../src/http/client-info.ts';
import type { OauthClient } from '../../../src/oauth/clients/client.ts';
import { DAY } from '../../../src/shared/clock.ts';
import type { KeyRing } from '../../../src/shared/digest.ts';
import { createJwt } from '../../../src/tokens/jwt.ts';
import { deriveSecretKeys } from '../../../src/tokens/secret-keys.ts';
import { jwkSetSchema } from '../../../src/tokens/signing-keys.ts';
import type { AccountView, User } from '../../../src/users/user.ts';

// What tests of grants have in common: tokens that are really signed, a client, a user.

export const NOW = Date.UTC(2030, 0, 1);
export const ISSUER = 'https://auth.test';
export const OWN_AUDIENCE = 'https://api.test';
export const RESOURCE = 'https://files.test';

export const jwt = createJwt({
  keys: jwkSetSchema.parse({ keys: [await makeKey('ES256')] }),
  secretKeys: deriveSecretKeys(['a-secret']),
  issuer: ISSUER,
  audience: OWN_AUDIENCE,
  clientId: 'latchkey',
  clock: () => NOW,
});

export const KEYS: KeyRing = [new Uint8Array(32).fill(7)];

export const USER_ID = crypto.randomUUID();
export const SESSION_ID = crypto.randomUUID();
export const JTI = crypto.randomUUID();

export const CLIENT: OauthClient = {
  ...{ id: 'app', name: 'App', authMethod: 'none', jwks: null, idTokenAlg: 'ES256' },
  ...{ redirectUris: ['https://app.test/back'], postLogoutRedirectUris: [] },
  ...{ scopes: ['openid', 'email', 'offline_access', 'account'], backchannelLogoutUri: null },
  ...{ firstParty: false, requirePkce: true, requirePar: false, dpopBound: false },
  ...{ claimsInIdToken: false, lenientAudience: false, accessTtl: null, refreshTtl: null },
  ...{ disabledAt: null, createdAt: 1, updatedAt: 1 },
};

export const VIEW: AccountView = {
  ...{ id: USER_ID, email: 'ada@example.com', emailNormalized: 'ada@example.com' },
  ...{ username: 'ada', hasPassword: true, firstName: 'Ada', lastName: 'Lovelace' },
  ...{ displayName: 'Countess', timezone: 'Europe/London', locale: 'en-GB', status: 'active' },
  ...{ roles: ['user'], factors: [], identities: [], emailVerifiedAt: 5, passwordChangedAt: null },
  ...{ signInEpoch: 0, rolesChangedAt: 0, lockedUntil: null, lastLoginAt: null, createdAt: 1 },
  version: 1,
};
export const USER: User = { ...VIEW, passwordHash: 'a-hash' };

/** The current refresh token of a grant. */
export const tokenOf = (grant: Partial<Grant> = {}): CurrentToken => ({
  ...{ jti: JTI, issuedAt: NOW, expiresAt: NOW + DAY, authTime: NOW - 60_000 },
  ...{ amr: ['pwd', 'mfa'], delivery: 'body', roles: ['user'], emailVerified: true },
  grant: {
    ...{ clientId: 'app', scope: 'openid offline_access', resource: null, jkt: null },
    ...{ begunIn: 'a-browser', ...grant },
  },
});

export const live = (unsettled = false): Live => {
  const traits = { authTime: NOW, amr: ['pwd'], delivery: 'cookie' } as const;
  return { kind: 'live', view: VIEW, traits: { ...traits, amr: ['pwd'] }, unsettled };
};

export const INFO: ClientInfo = {
  ...{ ipAddress: '192.0.2.7', userAgent: 'Browser', languages: null, city: null },
  ...{ country: 'NL', requestId: 'a-request' },
};
