import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { decodeJwt } from 'jose';
import { addTotp, enter, signUp, tokenOf } from './people.ts';
import type { Site } from './site.ts';
import { fill, go, LONG_NAME } from './state.ts';
import { type Visitor, visit } from './visitor.ts';

export const USERS = '/admin/users';
export const CLIENTS = '/admin/clients';

/** Whom and what the states of the console show, made once for a site, and an admin to see them. */
type Seen = {
  cookies: Parameters<Visitor['context']['addCookies']>[0];
  /** The page of somebody with two sessions and a name that no screen has room for. */
  somebody: string;
  /** The page of a client. */
  client: string;
};

const seenOn = new WeakMap<Site, Promise<Seen>>();

/** Makes somebody an admin by the command line. Others go on meanwhile. */
export async function makeAdmin({ state }: Site, email: string): Promise<void> {
  const args = ['run', '--silent', 'admin', '--', 'create', email, '--persist-to', state];
  await promisify(execFile)('npm', args);
}

/** Somebody new, and the path of their page. */
export async function somebodyNew(site: Site): Promise<{ email: string; path: string }> {
  const { email } = await signUp(site, { name: LONG_NAME });
  const { sub } = decodeJwt(await tokenOf(site, email, 'Maya’s laptop'));
  return { email, path: `${USERS}/${sub}` };
}

/** Registers a client on the page, whose answer shows its secret. */
export async function registerClient(visitor: Visitor): Promise<void> {
  await go(visitor, `${CLIENTS}/new`);
  await visitor.page.fill('#client_name', 'The shop');
  await visitor.page.fill('#redirect_uris', `https://shop.example.com/${'callback/'.repeat(9)}`);
  await fill(visitor, {}, `form[action="${CLIENTS}/new"] .btn.go`);
}

async function prepare(site: Site): Promise<Seen> {
  const [admin, somebody] = await Promise.all([
    signUp(site, { name: 'Ines Duarte' }),
    somebodyNew(site),
    signUp(site, { name: 'Pim de Vries', verified: false }),
  ]);
  await Promise.all([makeAdmin(site, admin.email), addTotp(site, somebody.email)]);
  const visitor = await visit(site);
  try {
    await enter(visitor, admin.email);
    await registerClient(visitor);
    const client = (await visitor.page.getAttribute('main a.btn.go', 'href')) ?? '';
    const cookies = await visitor.context.cookies();
    const own = cookies.filter(({ name }) => name !== 'ui_locale');
    return { cookies: own, somebody: somebody.path, client };
  } finally {
    await visitor.close();
  }
}

/** Makes a visitor the admin of their site, who needs no second step in development. */
export async function beAdmin({ site, context }: Visitor): Promise<Seen> {
  const known = seenOn.get(site) ?? prepare(site);
  seenOn.set(site, known);
  const seen = await known;
  await context.addCookies(seen.cookies);
  return seen;
}
