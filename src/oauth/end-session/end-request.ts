import * as z from 'zod';
import type { AccountGuards } from '../../guard/account-guards.ts';
import { type Clock, MINUTE } from '../../shared/clock.ts';
import type { KeyRing } from '../../shared/digest.ts';
import { sealText, unsealText } from '../../shared/seal.ts';
import { readIdTokenHint } from '../../tokens/id-token.ts';
import type { Jwt } from '../../tokens/jwt.ts';
import type { FindClient } from '../clients/find-client.ts';

const LONGEST = {
  id_token_hint: 8192,
  client_id: 64,
  post_logout_redirect_uri: 512,
  state: 2048,
} as const;

/** Milliseconds for which a request is good that was judged, however often a page shows it. */
const LIFE = 30 * MINUTE;

/** A request to sign out that was judged. */
const endRequestSchema = z.object({
  /** The subject of the verified hint; null without one. */
  userId: z.string().nullable(),
  /** The session that the hint's client has; null without one. */
  grantId: z.string().nullable(),
  /** Where to go on: a registered URI of the client that the hint was issued to, with `state`. */
  to: z.string().nullable(),
  /** Epoch milliseconds. */
  until: z.number(),
});
export type EndRequest = z.infer<typeof endRequestSchema>;

const NOTHING: EndRequest = { userId: null, grantId: null, to: null, until: 0 };

export type EndRequestsDeps = {
  guards: Pick<AccountGuards, 'findOrigin'>;
  findClient: FindClient;
  jwt: Jwt;
  keys: KeyRing;
  clock: Clock;
};
/** Requests of clients to sign a person out. */
export type EndRequests = ReturnType<typeof createEndRequests>;

/** Judges requests to sign out (RP-Initiated Logout §2), and carries them under seal. */
export function createEndRequests({ guards, findClient, jwt, keys, clock }: EndRequestsDeps) {
  return {
    /**
     * Judges a request. A hint that is not verified counts as none, and without one nobody is sent
     * anywhere; so does a known parameter that is repeated or too long. Throws
     * `storage_unavailable`.
     */
    async judge(given: URLSearchParams): Promise<EndRequest> {
      const asked = readOnce(given);
      if (asked?.id_token_hint === undefined) return NOTHING;
      const hint = await readIdTokenHint(jwt, asked.id_token_hint);
      if (hint === null || (asked.client_id ?? hint.aud) !== hint.aud) return NOTHING;
      const client = await findClient(hint.aud);
      if (client === null || client.disabledAt !== null) return NOTHING;
      const { post_logout_redirect_uri: uri = '', state } = asked;
      const isKnown = client.postLogoutRedirectUris.includes(uri);
      const to = isKnown ? withState(uri, state) : null;
      return { userId: hint.sub, grantId: hint.sid, to, until: clock() + LIFE };
    },

    /**
     * Whether a request is about this session: its hint was issued in it. A hint of an earlier or
     * of another browser's session is no word of this one. Throws `storage_unavailable`.
     */
    async isAbout(request: EndRequest, session: { userId: string; id: string }): Promise<boolean> {
      const { userId, grantId } = request;
      if (userId !== session.userId || grantId === null) return false;
      return (await guards.findOrigin(userId, grantId)) === session.id;
    },

    /** A request as a text that nobody else can make or read. */
    seal: (request: EndRequest): Promise<string> => sealText(keys, JSON.stringify(request)),

    /**
     * Returns a request that was sealed; one that asks for nothing if it was not, or is too old.
     */
    async unseal(sealed: string): Promise<EndRequest> {
      const text = await unsealText(keys, sealed).catch(() => 'null');
      const request = endRequestSchema.safeParse(JSON.parse(text));
      return request.success && request.data.until > clock() ? request.data : NOTHING;
    },
  };
}

type Asked = Partial<Record<keyof typeof LONGEST, string>>;

function readOnce(given: URLSearchParams): Asked | null {
  const asked: Asked = {};
  for (const name of Object.keys(LONGEST) as (keyof typeof LONGEST)[]) {
    const [value = '', ...more] = given.getAll(name);
    if (more.length > 0 || value.length > LONGEST[name]) return null;
    if (value !== '') asked[name] = value;
  }
  return asked;
}

function withState(uri: string, state: string | undefined): string {
  if (state === undefined) return uri;
  return `${uri}${uri.includes('?') ? '&' : '?'}state=${encodeURIComponent(state)}`;
}
