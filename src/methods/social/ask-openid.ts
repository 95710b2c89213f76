import { decodeJwt } from 'jose';
import * as oauth from 'oauth4webapi';
import { checkClaims } from './check-claims.ts';
import { checkSignature } from './check-signature.ts';
import type { Claims } from './claims.ts';
import { completeProfile } from './complete-profile.ts';
import type { Dialect, Server } from './dialect.ts';
import { DIALECTS, type OpenIdKind } from './dialects.ts';
import { discover } from './discover.ts';
import type { Exchange, Said } from './exchange.ts';
import { callOptions, clientOf } from './library-options.ts';
import { invalidAnswer } from './provider-fault.ts';
import type { Talk } from './talk.ts';
import { fitsTemplate } from './tenants.ts';

/**
 * Exchanges a code for an ID token, and returns what it says, once all of it is checked. Throws
 * `ProviderFault` and errors of the library.
 */
export async function askOpenId(
  talk: Talk,
  kind: OpenIdKind,
  { params, state, verifier, nonce }: Exchange,
): Promise<Said> {
  const dialect = DIALECTS[kind];
  const server = await discover(talk, dialect);
  const client = clientOf(talk);
  const checked = oauth.validateAuthResponse(
    serverThatAnswers(server, params),
    client,
    params,
    state,
  );
  const response = await oauth.authorizationCodeGrantRequest(
    server,
    client,
    await dialect.authenticate(talk, server),
    checked,
    talk.redirectUri,
    verifier,
    callOptions(talk),
  );
  const settled = await settleIssuer(response, { server, dialect });
  const tokens = await oauth.processAuthorizationCodeResponse(settled, client, response, {
    expectedNonce: nonce,
    requireIdToken: true,
  });
  const claims = oauth.getValidatedIdTokenClaims(tokens) as Claims | undefined;
  const { id_token: idToken, access_token: accessToken } = tokens;
  if (claims === undefined || idToken === undefined) throw invalidAnswer('no_id_token');
  await checkSignature(talk, { server: settled, dialect }, { response, idToken, claims });
  if ((params.get('iss') ?? settled.issuer) !== settled.issuer) throw invalidAnswer('iss');
  const subject = checkClaims(talk, { idToken, accessToken, claims });
  const profile = await completeProfile(talk, { server: settled, accessToken, claims });
  return { issuer: settled.issuer, subject, claims: profile };
}

/** Returns the server with the issuer that the token has to name, which may depend on the token. */
async function settleIssuer(
  response: Response,
  { server, dialect }: { server: Server; dialect: Dialect },
): Promise<Server> {
  const idToken = await readIdToken(response.clone());
  // The library says what is wrong with any other answer.
  if (idToken === null) return server;
  return { ...server, issuer: dialect.issuerOfToken(server, decodeJwt(idToken)) };
}

async function readIdToken(response: Response): Promise<string | null> {
  try {
    const body = (await response.json()) as { id_token?: unknown } | null;
    return typeof body?.id_token === 'string' ? body.id_token : null;
  } catch {
    return null;
  }
}

/** Returns the server with the issuer that a callback has to name, if it names one (RFC 9207). */
function serverThatAnswers(server: Server, params: URLSearchParams): Server {
  const issuer = params.get('iss');
  return issuer !== null && fitsTemplate(server.issuer, issuer) ? { ...server, issuer } : server;
}
