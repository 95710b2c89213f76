import { beAdmin, CLIENTS, registerClient, somebodyNew, USERS } from './console-team.ts';
import type { Site } from './site.ts';
import { fill, go, type State } from './state.ts';
import type { Visitor } from './visitor.ts';

const JOBS = '/admin/jobs';
const act = (name: string) => `#act-${name} button`;

/** An admin at a page of the console. */
async function open(visitor: Visitor, path: string): Promise<void> {
  await beAdmin(visitor);
  await go(visitor, path);
}

/** A page that takes nothing but an admin to see it. */
const at = (name: string, path: string): State => ({
  name: `console-${name}`,
  open: (visitor) => open(visitor, path),
});

/** The page of somebody with a session and a name that no screen has room for. */
const openSomebody = async (visitor: Visitor) => go(visitor, (await beAdmin(visitor)).somebody);

/** The page of a client. */
async function openClient(visitor: Visitor, tail = ''): Promise<void> {
  const { client } = await beAdmin(visitor);
  await go(visitor, `${client}${tail}`);
}

/** The page that asks to confirm an act on somebody new. */
async function openDraft(visitor: Visitor, site: Site, name: string): Promise<void> {
  const { email } = await somebodyNew(site);
  await open(visitor, `${USERS}?query=${email}`);
  await visitor.page.check('input[name^="pick-"]');
  await visitor.page.selectOption('#act', name);
  await fill(visitor, {}, 'button[value="picked"]');
}

/** What an admin sees of the console. */
export const consoleStates: State[] = [
  at('overview', '/admin'),
  at('overview-month', '/admin?period=month'),
  at('keys', '/admin/keys'),
  at('settings', '/admin/settings'),
  at('users', USERS),
  at('users-none', `${USERS}?query=nobody-is-called-this`),
  at('users-filtered', `${USERS}?status=active&role=user&sort=last_sign_in`),
  at('events', '/admin/events'),
  at('events-none', '/admin/events?user=nobody%40example.com'),
  at('dead-letters', '/admin/dead-letters'),
  { name: 'console-user', open: openSomebody },
  {
    name: 'console-user-acted',
    async open(visitor, site) {
      await open(visitor, (await somebodyNew(site)).path);
      await visitor.page.click('summary:text-is("Lock for a while")');
      await fill(visitor, {}, act('lock'));
    },
  },
  {
    name: 'console-user-unsure',
    wrong: true,
    async open(visitor) {
      await openSomebody(visitor);
      await visitor.page.click('summary:text-is("Disable account")');
      await fill(visitor, {}, act('disable'));
    },
  },
  at('clients', CLIENTS),
  at('client-new', `${CLIENTS}/new`),
  {
    name: 'console-client-new-wrong',
    wrong: true,
    async open(visitor) {
      await open(visitor, `${CLIENTS}/new?kind=native`);
      await visitor.page.fill('#client_name', 'The shop');
      await visitor.page.fill('#redirect_uris', 'http://shop.example.com/callback');
      await visitor.page.click('summary:text-is("More settings")');
      await visitor.page.fill('#access_token_ttl', '5');
      await fill(visitor, {}, `form[action="${CLIENTS}/new"] .btn.go`);
    },
  },
  {
    name: 'console-client-secret',
    async open(visitor) {
      await beAdmin(visitor);
      await registerClient(visitor);
    },
  },
  { name: 'console-client', open: (visitor) => openClient(visitor) },
  { name: 'console-client-edit', open: (visitor) => openClient(visitor, '/edit') },
  {
    name: 'console-client-unsure',
    wrong: true,
    async open(visitor) {
      await openClient(visitor);
      await visitor.page.click('summary:text-is("Delete client")');
      await fill(visitor, { name: 'Another' }, act('remove'));
    },
  },
  at('jobs', JOBS),
  { name: 'console-job-draft', open: (visitor, site) => openDraft(visitor, site, 'disable') },
  {
    name: 'console-job-unread',
    wrong: true,
    async open(visitor) {
      await open(visitor, USERS);
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
