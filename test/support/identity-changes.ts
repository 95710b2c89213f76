import { env } from 'cloudflare:workers';
import type { ClientInfo } from '../../src/http/client-info.ts';
import { systemRandom } from '../../src/shared/random.ts';
import type { IdentityRow } from '../../src/users/table.ts';
import { as, tokenOf } from './people.ts';
import { pressForm } from './press-link.ts';
import type { TestApp } from './test-app.ts';

type Owner = { user: { id: string; email: string } };

/** A browser far away, for the use cases behind pages. */
export const BROWSER: ClientInfo = {
  ipAddress: '198.51.100.20',
  userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
  languages: 'en',
  city: null,
  country: 'AT',
  requestId: 'request',
};

const rowOf = (app: TestApp, { user }: Owner, given: Partial<IdentityRow> = {}): IdentityRow => ({
  id: crypto.randomUUID(),
  userId: user.id,
  provider: 'google',
  issuer: 'https://accounts.google.com',
  subject: crypto.randomUUID(),
  email: 'ada@provider.example',
  createdAt: app.clock(),
  lastUsedAt: null,
  ...given,
});

const insert = (row: IdentityRow) =>
  env.DB.prepare('insert into user_identities values (?, ?, ?, ?, ?, ?, ?, ?)').bind(
    row.id,
    row.userId,
    row.provider,
    row.issuer,
    row.subject,
    row.email,
    row.createdAt,
    row.lastUsedAt,
  );

/** Keeps an identity, as of now or as given, without a word to anybody. */
export async function keepIdentity(
  app: TestApp,
  owner: Owner,
  given: Partial<IdentityRow> = {},
): Promise<IdentityRow> {
  const row = rowOf(app, owner, given);
  await insert(row).run();
  return row;
}

/** The rows of a user, oldest first. */
export const identitiesOf = async ({ user }: Owner): Promise<string[]> =>
  (
    await env.DB.prepare(
      'select provider, subject from user_identities where user_id = ? order by created_at, id',
    )
      .bind(user.id)
      .all<{ provider: string; subject: string }>()
  ).results.map(({ provider, subject }) => `${provider} ${subject}`);

export const nameOf = ({ provider, subject }: IdentityRow): string => `${provider} ${subject}`;

/**
 * Connects or disconnects an identity as the use cases do: the notice is queued first, then event
 * and row are written in one change.
 */
async function change(
  app: TestApp,
  owner: Owner,
  { what, row }: { what: 'connected' | 'disconnected'; row: IdentityRow },
): Promise<IdentityRow> {
  const { tellIdentityChange, stores } = app.servicesWith(() => undefined);
  const at = app.clock();
  // As the service numbers events, which it reads in the order of their ids.
  const event = systemRandom.uuidAt(at);
  const told = { user: owner.user, identity: row, client: BROWSER, at, event };
  await tellIdentityChange({ ...told, change: what });
  const remove = env.DB.prepare('delete from user_identities where id = ?').bind(row.id);
  await (what === 'connected' ? insert(row) : remove).run();
  await stores.changeUser({
    userId: owner.user.id,
    statements: [
      stores.audit.recordStatement({
        id: event,
        type: `identity.${what}`,
        userId: owner.user.id,
        origin: BROWSER,
        metadata: { provider: row.provider, identity_id: row.id },
        at,
      }),
    ],
  });
  return row;
}

export const connect = (app: TestApp, owner: Owner, given: Partial<IdentityRow> = {}) =>
  change(app, owner, { what: 'connected', row: rowOf(app, owner, given) });
export const disconnect = (app: TestApp, owner: Owner, row: IdentityRow) =>
  change(app, owner, { what: 'disconnected', row });

const UNDO = '/undo-factor-change';

/** The link that takes a change back, in the latest mail with this subject. */
export async function undoLink(app: TestApp, to: string, about: RegExp): Promise<string> {
  const { links } = await app.lastMail(to, ({ subject }) => about.test(subject));
  return tokenOf(links.find((link) => link.includes(UNDO)));
}

/** Presses the link that takes a change back. */
export const pressUndo = (app: TestApp, token: string, password = '') =>
  pressForm(app, UNDO, { token, password });

/** 200 while a session lives. */
export const liveStatus = async (app: TestApp, by: { access_token: string }) =>
  (await app.auth.me.$get({}, as(by))).status;
