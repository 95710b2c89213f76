import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { Switchboard } from './switchboard.ts';

/** Where it says that it is. */
const ISSUER = 'https://id.test';
const CLIENT = 'latchkey';
const MINUTE = 60_000;

/** The settings with this provider, which is the authority for addresses of example.com. */
export const WITH_PROVIDER = {
  SOCIAL_PROVIDERS: JSON.stringify([
    {
      id: 'ours',
      client_id: CLIENT,
      label: 'Ours',
      issuer: ISSUER,
      authority_for: ['example.com'],
    },
  ]),
};

/** Who is signed in at the provider. */
export type Someone = { sub: string; email: string; email_verified: boolean };
type Grant = { someone: Someone; nonce: string };

// One for all worlds, as the service keeps it.
const pair = generateKeyPair('ES256', { extractable: true });

/**
 * A provider in this isolate, so that no time passes beyond that of the world. It is sound; of its
 * answers only that to a code can fail: what it publishes is at hand.
 */
export function createIdentityProvider(board: Switchboard, clock: () => number) {
  const grants = new Map<string, Grant>();

  async function tokenFor(params: URLSearchParams): Promise<Response> {
    const code = params.get('code') ?? '';
    const grant = grants.get(code);
    grants.delete(code);
    if (grant === undefined) return Response.json({ error: 'invalid_grant' }, { status: 400 });
    const { email, email_verified, sub } = grant.someone;
    const token = await new SignJWT({ email, email_verified, nonce: grant.nonce })
      .setProtectedHeader({ alg: 'ES256', kid: 'one' })
      .setIssuer(ISSUER)
      .setAudience(CLIENT)
      .setSubject(sub)
      .setIssuedAt(Math.floor(clock() / 1000))
      .setExpirationTime(Math.floor((clock() + MINUTE) / 1000))
      .sign((await pair).privateKey);
    return Response.json({ access_token: 'a', token_type: 'bearer', id_token: token });
  }

  return {
    /** Answers the service; null for what is no address of the provider. */
    fetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response> | null {
      const url = new URL(input instanceof Request ? input.url : String(input));
      if (url.origin !== ISSUER) return null;
      if (url.pathname === '/token')
        return board.through('fetch provider', ['fail', 'lost'], () =>
          tokenFor(new URLSearchParams(String(init?.body))),
        );
      return url.pathname === '/keys' ? keys() : metadata();
    },

    /** Says yes at the page that a way leads to. Returns the path that one comes back to. */
    decide(location: string, someone: Someone): string {
      const { searchParams: asked } = new URL(location);
      const code = crypto.randomUUID();
      grants.set(code, { someone, nonce: asked.get('nonce') ?? '' });
      const answer = new URLSearchParams({ code, state: asked.get('state') ?? '' });
      return `${new URL(asked.get('redirect_uri') ?? '').pathname}?${answer}`;
    },
  };
}

const metadata = async (): Promise<Response> =>
  Response.json({
    issuer: ISSUER,
    authorization_endpoint: `${ISSUER}/authorize`,
    token_endpoint: `${ISSUER}/token`,
    jwks_uri: `${ISSUER}/keys`,
    response_types_supported: ['code'],
    id_token_signing_alg_values_supported: ['ES256'],
    token_endpoint_auth_methods_supported: ['none'],
  });

async function keys(): Promise<Response> {
  const jwk = await exportJWK((await pair).publicKey);
  return Response.json({ keys: [{ ...jwk, kid: 'one', alg: 'ES256', use: 'sig' }] });
}
