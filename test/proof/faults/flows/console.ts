import { env } from 'cloudflare:workers';
import { expect } from 'vitest';
import { giveRoles } from '../../../support/edit-users.ts';
import type { OpenPage } from '../../../support/page-client.ts';
import type { Browser } from '../browser.ts';
import { defineFormFlow, defineOpening } from '../page-flow.ts';
import type { World } from '../world.ts';
import { CONSOLE_CLIENTS } from './console-clients.ts';
import { CONSOLE_LETTERS } from './console-letters.ts';
import { aPerson } from './prepared.ts';
import { aGuest, PROFILE } from './visitors.ts';

const USERS = '/admin/users';

/** An admin at a page, and somebody with a session. */
async function atConsole(world: World, pathOf = (id: string) => `${USERS}/${id}`) {
  const { person } = await aPerson(world);
  const { browser, ids } = await aGuest(world, PROFILE);
  await giveRoles(['admin'], { id: ids[0] ?? '' });
  const path = pathOf(person.user.id);
  const about = { ids: [person.user.id, ...ids], person, browser, path };
  return { ...about, page: await browser.open(path) };
}

const opens = (name: string, pathOf: (id: string) => string) =>
  defineOpening({
    name: `console: ${name}`,
    prepare: (world) => atConsole(world, pathOf),
    path: ({ path }) => path,
    async expect(_, { person, browser }, last) {
      expect(last.text).toContain(person.user.id);
      expect(await browser.lives()).toBe(true);
    },
  });

/** The fields of the form of an act, which share their address. */
const fieldsOf = (page: OpenPage, act: string) =>
  page.forms.find(({ fields }) => fields.act === act)?.fields ?? {};

type Acting = { browser: Browser; page: OpenPage; path: string };

/** Whoever is not sure what came of it looks at the user again, as the page tells them to. */
async function acting({ browser, page, path }: Acting, act: string, given: object) {
  const shown = page.forms.length > 0 ? page : await browser.open(path);
  const fields = { ...fieldsOf(shown, act), ...given, reason: 'a test' };
  return { action: path, fields };
}

/** How often the history of somebody has an event. */
const timesOf = (id: string, type: string) =>
  env.DB.prepare('select count(*) as n from audit_events where user_id = ? and type = ?')
    .bind(id, type)
    .first<number>('n');

export const CONSOLE = [
  opens('find users', (id) => `${USERS}?query=${id}`),
  opens('look at a user', (id) => `${USERS}/${id}`),
  defineFormFlow({
    name: 'console: disable a user',
    page: '/admin/users/:id',
    prepare: atConsole,
    form: (_, opened) => acting(opened, 'disable', { sure: 'on' }),
    // The user has changed since: by the form whose answer was lost.
    doneBefore: [409],
    madeAnyway: [409],
    async expect(world, { person, browser }) {
      expect(await world.lives(person)).toBe(false);
      expect(await world.signsIn(person.email)).toBe(403);
      expect(await browser.lives()).toBe(true);
    },
  }),
  defineFormFlow({
    name: 'console: give a role',
    page: '/admin/users/:id',
    prepare: atConsole,
    form: (_, opened) => acting(opened, 'roles', { staff: 'on' }),
    doneBefore: [409],
    madeAnyway: [409],
    async expect(_, { person, browser }) {
      const roles = env.DB.prepare('select roles from users where id = ?').bind(person.user.id);
      expect(await roles.first('roles')).toBe('["user","staff"]');
      // Whole: with its event, and once.
      expect(await timesOf(person.user.id, 'admin.roles_changed')).toBe(1);
      expect(await browser.lives()).toBe(true);
    },
  }),
  ...CONSOLE_CLIENTS,
  ...CONSOLE_LETTERS,
];
