import { expect } from 'vitest';
import { giveRoles } from '../../../support/edit-users.ts';
import type { OpenPage } from '../../../support/page-client.ts';
import type { Browser } from '../browser.ts';
import { defineFormFlow, defineOpening } from '../page-flow.ts';
import type { World } from '../world.ts';
import { aGuest, PROFILE } from './visitors.ts';

const CLIENTS = '/admin/clients';
const NEW = `${CLIENTS}/new`;
const FIELDS = { redirect_uris: 'https://app.example.com/callback', reason: 'a test' };

/** An admin in a browser, at the form of a new client. */
async function atNew(world: World) {
  const { browser, ids } = await aGuest(world, PROFILE);
  await giveRoles(['admin'], { id: ids[0] ?? '' });
  // Worlds share their clients.
  const fields = { ...FIELDS, client_name: `Shop ${crypto.randomUUID()}` };
  return { ids, browser, fields, page: await browser.open(NEW) };
}

/** The same at a page of a client that they have registered. */
const atClient =
  (tail = '') =>
  async (world: World) => {
    const { ids, browser, page, fields } = await atNew(world);
    await browser.submit(page, fields);
    const path = await only(browser, fields);
    return { ids, browser, path, page: await browser.open(path + tail) };
  };

/** The path of the one client of a name. */
async function only(browser: Browser, { client_name: name }: { client_name: string }) {
  const { links } = await browser.open(CLIENTS);
  const paths = links.filter(({ text }) => text === name).map(({ href }) => href);
  expect(paths).toHaveLength(1);
  return paths[0] ?? '';
}

const fieldsOf = (page: OpenPage, act: string) =>
  page.forms.find(({ fields }) => fields.act === act)?.fields ?? {};

export const CONSOLE_CLIENTS = [
  defineOpening({
    name: 'console: look at a client',
    prepare: atClient(),
    path: ({ path }) => path,
    expect: async (_, { path }, last) => expect(last.text).toContain(path.split('/').at(-1)),
  }),
  defineFormFlow({
    name: 'console: register a client',
    page: '/admin/clients/new',
    prepare: atNew,
    form: (_, { fields }) => ({ action: NEW, fields }),
    // The form whose answer was lost has registered it already, once: its secret can be renewed.
    doneBefore: [`303 ${CLIENTS}/{id}`],
    madeAnyway: [`303 ${CLIENTS}/{id}`],
    async expect(_, { browser, fields }) {
      const page = await browser.open(await only(browser, fields));
      const rotate = { ...fieldsOf(page, 'rotate'), keep: 'none' };
      const renewed = await browser.submit(page, rotate, { action: page.url });
      expect(renewed.text).toMatch(/OIDC_CLIENT_SECRET=[\w-]{43}/);
    },
  }),
  defineFormFlow({
    name: 'console: change the settings of a client',
    page: '/admin/clients/:client_id/edit',
    prepare: atClient('/edit'),
    form: (_, { path }) => ({ action: `${path}/edit`, fields: { client_name: 'Other' } }),
    // It has changed since: by the form whose answer was lost.
    doneBefore: [409],
    madeAnyway: [409],
    async expect(_, { browser, path }) {
      expect((await browser.open(path)).h1).toContain('Other');
    },
  }),
  defineFormFlow({
    name: 'console: disable a client',
    page: '/admin/clients/:client_id',
    prepare: atClient(),
    async form(_, { browser, page, path }) {
      const shown = page.forms.length > 0 ? page : await browser.open(path);
      return { action: path, fields: fieldsOf(shown, 'disable') };
    },
    doneBefore: [409],
    madeAnyway: [409],
    async expect(_, { browser, path }) {
      expect((await browser.open(path)).h1).toContain('Disabled');
    },
  }),
];
