import * as oauth from 'oauth4webapi';
import * as z from 'zod';
import type { Claims } from './claims.ts';
import type { Exchange, Said } from './exchange.ts';
import { callOptions, clientOf } from './library-options.ts';
import { faultOfExchange, invalidAnswer, ProviderFault } from './provider-fault.ts';
import { githubApi, githubServer } from './providers/github.ts';
import { postSecret } from './providers/post-secret.ts';
import type { Talk } from './talk.ts';

const account = z.object({
  // Logins change hands; this does not.
  id: z.int().positive(),
  name: z.unknown().optional(),
});
const mailboxes = z.array(
  z.object({ email: z.string(), primary: z.boolean(), verified: z.boolean() }),
);

/** The version of the API that the answers are read by. */
const VERSION = '2022-11-28';
/** What a token without leave to read addresses gets. */
const WITHHELD = [403, 404];

/**
 * Exchanges a code, and asks GitHub's API whose it is: it issues no ID tokens. Throws
 * `ProviderFault` and errors of the library.
 */
export async function askGithub(talk: Talk, { params, state, verifier }: Exchange): Promise<Said> {
  const server = githubServer(talk.provider);
  const client = clientOf(talk);
  const checked = oauth.validateAuthResponse(server, client, params, state);
  const response = await oauth.authorizationCodeGrantRequest(
    server,
    client,
    postSecret(talk.provider),
    checked,
    talk.redirectUri,
    verifier,
    callOptions(talk),
  );
  await assertNoError(response.clone());
  const tokens = await oauth.processAuthorizationCodeResponse(server, client, response);
  const ask = askerWith(talk, tokens.access_token);
  const [user, email] = await Promise.all([readAccount(ask), readMailbox(ask)]);
  return {
    issuer: server.issuer,
    subject: String(user.id),
    claims: { ...email, name: user.name },
  };
}

type Ask = (path: string) => Promise<Response>;

function askerWith(talk: Talk, accessToken: string): Ask {
  const base = githubApi(talk.provider);
  return (path) =>
    talk.fetch(`${base}${path}`, {
      headers: {
        Accept: 'application/vnd.github+json',
        Authorization: `Bearer ${accessToken}`,
        'X-GitHub-Api-Version': VERSION,
      },
    });
}

/** Throws `ProviderFault` for an error, which GitHub answers with status 200. */
async function assertNoError(response: Response): Promise<void> {
  if (!response.ok) return;
  const { error } = (await readJson(response)) as { error?: unknown };
  if (typeof error === 'string') throw faultOfExchange(error);
}

async function readAccount(ask: Ask): Promise<z.infer<typeof account>> {
  const answer = await ask('/user');
  if (!answer.ok) throw new ProviderFault('invalid', `account_status_${answer.status}`);
  const user = account.safeParse(await readJson(answer));
  if (!user.success) throw invalidAnswer('account');
  return user.data;
}

/** The primary address, by the names of OpenID Connect; nothing if GitHub keeps it to itself. */
async function readMailbox(ask: Ask): Promise<Claims> {
  const answer = await ask('/user/emails');
  if (WITHHELD.includes(answer.status)) return {};
  if (!answer.ok) throw new ProviderFault('invalid', `emails_status_${answer.status}`);
  const list = mailboxes.safeParse(await readJson(answer));
  if (!list.success) throw invalidAnswer('emails');
  const primary = list.data.find((mailbox) => mailbox.primary);
  return primary === undefined ? {} : { email: primary.email, email_verified: primary.verified };
}

async function readJson(answer: Response): Promise<unknown> {
  try {
    return (await answer.json()) ?? {};
  } catch {
    throw invalidAnswer('unreadable');
  }
}
