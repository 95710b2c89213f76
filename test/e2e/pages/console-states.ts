import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { decodeJwt } from 'jose';
import { enter, signUp, tokenOf } from './people.ts';
import type { Site } from './site.ts';
import { fill, go, LONG_NAME, type State } from './state.ts';
import type { Visitor } from './visitor.ts';

const USERS = '/admin/users';

/**
 * Somebody whom the command line has made an admin, at a page of the console. In development they
 * need no second step.
 */
async function open(visitor: Visitor, site: Site, path: string): Promise<void> {
  const { email } = await signUp(site);
  await makeAdmin(site, email);
  await enter(visitor, email);
  await go(visitor, path);
}

/** Makes somebody an admin by the command line. Others go on meanwhile. */
export async function makeAdmin({ state }: Site, email: string): Promise<void> {
  const args = ['run', '--silent', 'admin', '--', 'create', email, '--persist-to', state];
  await promisify(execFile)('npm', args);
}

/** The page of somebody with a session and a name that no screen has room for. */
async function openSomebody(visitor: Visitor, site: Site): Promise<void> {
  const { email } = await signUp(site, { name: LONG_NAME });
  const { sub } = decodeJwt(await tokenOf(site, email, 'Maya’s laptop'));
  await open(visitor, site, `${USERS}/${sub}`);
}

const CLIENTS = '/admin/clients';

/** The answer to the form of a new client, which shows its secret. */
async function registerClient(visitor: Visitor, site: Site): Promise<void> {
  await open(visitor, site, `${CLIENTS}/new`);
  await visitor.page.fill('#client_name', 'The shop');
  await visitor.page.fill('#redirect_uris', `https://shop.example.com/${'callback/'.repeat(9)}`);
  await fill(visitor, {}, `form[action="${CLIENTS}/new"] .btn.go`);
}

/** The page of a client that was just registered. */
async function openClient(visitor: Visitor, site: Site, tail = ''): Promise<void> {
  await registerClient(visitor, site);
  const path = await visitor.page.getAttribute('main a.btn.go', 'href');
  await go(visitor, `${path}${tail}`);
}

const act = (name: string) => `#act-${name} button`;

const JOBS = '/admin/jobs';

/** The page that asks to confirm an act on somebody new. */
async function openDraft(visitor: Visitor, site: Site, name: string): Promise<void> {
  const { email } = await signUp(site, { name: LONG_NAME });
  await open(visitor, site, `${USERS}?query=${email}`);
  await visitor.page.check('input[name^="pick-"]');
  await visitor.page.selectOption('#act', name);
  await fill(visitor, {}, 'button[value="picked"]');
}

/** What an admin sees of the console. */
export const consoleStates: State[] = [
  { name: 'console-overview', open: (visitor, site) => open(visitor, site, '/admin') },
  {
    name: 'console-overview-month',
    open: (visitor, site) => open(visitor, site, '/admin?period=month'),
  },
  { name: 'console-keys', open: (visitor, site) => open(visitor, site, '/admin/keys') },
  { name: 'console-settings', open: (visitor, site) => open(visitor, site, '/admin/settings') },
  { name: 'console-users', open: (visitor, site) => open(visitor, site, USERS) },
  {
    name: 'console-users-none',
    open: (visitor, site) => open(visitor, site, `${USERS}?query=nobody-is-called-this`),
  },
  { name: 'console-events', open: (visitor, site) => open(visitor, site, '/admin/events') },
  {
    name: 'console-dead-letters',
    open: (visitor, site) => open(visitor, site, '/admin/dead-letters'),
  },
  { name: 'console-user', open: openSomebody },
  {
    name: 'console-user-acted',
    async open(visitor, site) {
      await openSomebody(visitor, site);
      await visitor.page.click('summary:text-is("Lock for a while")');
      await fill(visitor, {}, act('lock'));
    },
  },
  {
    name: 'console-user-unsure',
    wrong: true,
    async open(visitor, site) {
      await openSomebody(visitor, site);
      await visitor.page.click('summary:text-is("Disable account")');
      await fill(visitor, {}, act('disable'));
    },
  },
  {
    name: 'console-clients',
    async open(visitor, site) {
      await registerClient(visitor, site);
      await go(visitor, CLIENTS);
    },
  },
  { name: 'console-client-new', open: (visitor, site) => open(visitor, site, `${CLIENTS}/new`) },
  {
    name: 'console-client-new-wrong',
    wrong: true,
    async open(visitor, site) {
      await open(visitor, site, `${CLIENTS}/new?kind=native`);
      await visitor.page.fill('#client_name', 'The shop');
      await visitor.page.fill('#redirect_uris', 'http://shop.example.com/callback');
      await visitor.page.click('summary:text-is("More settings")');
      await visitor.page.fill('#access_token_ttl', '5');
      await fill(visitor, {}, `form[action="${CLIENTS}/new"] .btn.go`);
    },
  },
  { name: 'console-client-secret', open: registerClient },
  { name: 'console-client', open: openClient },
  {
    name: 'console-client-edit',
    open: (visitor, site) => openClient(visitor, site, '/edit'),
  },
  {
    name: 'console-client-unsure',
    wrong: true,
    async open(visitor, site) {
      await openClient(visitor, site);
      await visitor.page.click('summary:text-is("Delete client")');
      await fill(visitor, { name: 'Another' }, act('remove'));
    },
  },
  {
    name: 'console-jobs-none',
    open: (visitor, site) => open(visitor, site, JOBS),
  },
  { name: 'console-job-draft', open: (visitor, site) => openDraft(visitor, site, 'disable') },
  {
    name: 'console-job-unread',
    wrong: true,
    async open(visitor, site) {
      await open(visitor, site, USERS);
      await fill(visitor, {}, 'button[value="picked"]');
    },
  },
  {
    name: 'console-job',
    async open(visitor, site) {
      await openDraft(visitor, site, 'terminate-sessions');
      await fill(visitor, { reason: 'A leak of passwords elsewhere' }, 'main form .btn.go');
    },
  },
];
