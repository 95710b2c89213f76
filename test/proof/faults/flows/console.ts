import { expect } from 'vitest';
import { giveRoles } from '../../../support/edit-users.ts';
import type { OpenPage } from '../../../support/page-client.ts';
import type { Browser } from '../browser.ts';
import { defineFormFlow, defineOpening } from '../page-flow.ts';
import type { World } from '../world.ts';
import { CONSOLE_CLIENTS } from './console-clients.ts';
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

/** Whoever is not sure what came of it looks at the user again, as the page tells them to. */
async function disabling(browser: Browser, page: OpenPage, path: string) {
  const shown = page.forms.length > 0 ? page : await browser.open(path);
  const fields = { ...fieldsOf(shown, 'disable'), sure: 'on', reason: 'a test' };
  return { action: path, fields };
}

export const CONSOLE = [
  opens('find users', (id) => `${USERS}?query=${id}`),
  opens('look at a user', (id) => `${USERS}/${id}`),
  defineFormFlow({
    name: 'console: disable a user',
    page: '/admin/users/:id',
    prepare: atConsole,
    form: (_, { browser, page, path }) => disabling(browser, page, path),
    // The user has changed since: by the form whose answer was lost.
    doneBefore: [409],
    madeAnyway: [409],
    async expect(world, { person, browser }) {
      expect(await world.lives(person)).toBe(false);
      expect(await world.signsIn(person.email)).toBe(403);
      expect(await browser.lives()).toBe(true);
    },
  }),
  ...CONSOLE_CLIENTS,
];
