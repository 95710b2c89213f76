import { env } from 'cloudflare:workers';
import { expect } from 'vitest';
import { giveRoles } from '../../../support/edit-users.ts';
import type { OpenPage } from '../../../support/page-client.ts';
import type { Browser } from '../browser.ts';
import { defineFormFlow, defineOpening } from '../page-flow.ts';
import type { World } from '../world.ts';
import { aDeadMail, lettersAbout } from './admin.ts';
import { NEXT_PASSWORD } from './prepared.ts';
import { aGuest, PROFILE } from './visitors.ts';

const LETTERS = '/admin/dead-letters';

/** An admin in a browser at the dead letters, one of which is about somebody. */
async function atLetters(world: World) {
  const { browser, ids } = await aGuest(world, PROFILE);
  await giveRoles(['admin'], { id: ids[0] ?? '' });
  const { person, id, ids: others } = await aDeadMail(world);
  const about = { ids: [...ids, ...others], person, id, browser };
  return { ...about, page: await browser.open(LETTERS) };
}

type Acting = { browser: Browser; page: OpenPage; id: string };

/** The form of an act as the page has it now, or as it had it before. */
async function acting({ browser, page, id }: Acting, act: string) {
  const shown = await browser.open(LETTERS);
  const formOn = ({ forms }: OpenPage) =>
    forms.find(({ fields }) => fields.act === act && fields.id === id)?.fields;
  return { action: LETTERS, fields: { ...(formOn(shown) ?? formOn(page)), reason: 'a test' } };
}

const timesOf = (id: string, type: string) =>
  env.DB.prepare('select count(*) as n from audit_events where user_id = ? and type = ?')
    .bind(id, type)
    .first<number>('n');

export const CONSOLE_LETTERS = [
  defineOpening({
    name: 'console: look at the dead letters',
    prepare: atLetters,
    path: LETTERS,
    expect: async (_, { person }, last) =>
      expect(last.text).toContain(`/admin/users/${person.user.id}`),
  }),
  defineFormFlow({
    name: 'console: try a dead letter again',
    page: LETTERS,
    prepare: atLetters,
    form: (_, opened) => acting(opened, 'retry'),
    // It is under way, or done: by the form whose answer was lost.
    doneBefore: [409],
    madeAnyway: [409],
    async expect(world, { person }) {
      const token = await world.mailedToken(person.email);
      const set = await world.post('password/reset/confirm', {
        token,
        new_password: NEXT_PASSWORD,
      });
      expect([set.status, await lettersAbout(person)]).toEqual([200, 0]);
    },
  }),
  defineFormFlow({
    name: 'console: drop a dead letter',
    page: LETTERS,
    prepare: atLetters,
    form: (_, opened) => acting(opened, 'drop'),
    doneBefore: [409],
    // It is gone from the list.
    madeAnyway: [409, `200 ${LETTERS}`],
    async expect(_, { person }) {
      expect(await lettersAbout(person)).toBe(0);
      expect(await timesOf(person.user.id, 'admin.dead_letter_dropped')).toBe(1);
    },
  }),
];
