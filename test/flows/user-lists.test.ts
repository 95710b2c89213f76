import { env } from 'cloudflare:workers';
import { expect, it } from 'vitest';
import { editUsers, giveRoles } from '../support/edit-users.ts';
import { as, bearer, newcomer, refusal, signIn } from '../support/people.ts';
import { createTestApp } from '../support/test-app.ts';

type Listed = {
  users: { id: string; email: string; created_at: string }[];
  next_cursor: string | null;
  looked_through: number | null;
};

async function directory() {
  const app = createTestApp();
  const { email, user } = await newcomer(app);
  await giveRoles(['staff'], { id: user.id });
  const { access_token: token } = await signIn(app, email);
  const read = (query: string | URLSearchParams) =>
    app.fetch(`/api/v1/admin/users?${query}`, { headers: bearer(token) });
  const list = async (query: string | URLSearchParams) => (await read(query)).json<Listed>();
  return { app, me: user.id, read, list };
}
const idsIn = ({ users }: Listed) => users.map(({ id }) => id);

it('finds by the beginning of a display name, in any case and spelling of Unicode', async () => {
  const { app, list } = await directory();
  const person = await newcomer(app);
  await app.auth.profile.$patch({ json: { display_name: 'Élodie Ｄurand' } }, as(person));
  for (const query of ['élo', 'E\u0301LODIE D', 'élodie durand', person.user.id])
    expect(idsIn(await list(new URLSearchParams({ query })))).toEqual([person.user.id]);
  await app.auth.profile.$patch({ json: { display_name: 'ÉLODIE' } }, as(person));
  await app.auth.profile.$patch({ json: { first_name: 'Zoë' } }, as(person));
  expect(idsIn(await list(new URLSearchParams({ query: 'durand' })))).toEqual([]);
});

it('finds the name that a Worker of the release before wrote, once the flush has run', async () => {
  const { app, list } = await directory();
  const [one, other] = [await newcomer(app), await newcomer(app)];
  await app.auth.profile.$patch({ json: { display_name: 'Ada' } }, as(one));
  // It knows no normal form: it changes names alone, and adds users without.
  await editUsers('display_name = ? where id = ?', 'Çelik', one.user.id);
  await editUsers('display_name = ?, name_normalized = null where id = ?', 'ÇA', other.user.id);
  expect(idsIn(await list(new URLSearchParams({ query: 'ada' })))).toEqual([]);
  await app.servicesWith(() => undefined).flush();
  expect(idsIn(await list(new URLSearchParams({ query: 'ç' }))).toSorted()).toEqual(
    [one.user.id, other.user.id].toSorted(),
  );
});

it('sorts by creation and by last sign-in, both ways', async () => {
  const { app, me, list } = await directory();
  const [first, second] = [await newcomer(app), await newcomer(app)];
  const NOW = app.clock();
  const set = (id: string, created: number, seen: number | null) =>
    editUsers('created_at = ?, last_login_at = ? where id = ?', created, seen, id);
  await set(me, NOW - 30, NOW - 20);
  await set(first.user.id, NOW - 20, NOW - 30);
  await set(second.user.id, NOW - 10, null);
  const [a, b, c] = [me, first.user.id, second.user.id];
  expect(idsIn(await list(''))).toEqual([c, b, a]);
  expect(idsIn(await list('order=asc'))).toEqual([a, b, c]);
  expect(idsIn(await list('sort=last_sign_in'))).toEqual([a, b, c]);
  expect(idsIn(await list('sort=last_sign_in&order=asc'))).toEqual([c, b, a]);
  expect(idsIn(await list('last_seen=never'))).toEqual([c]);
  expect(idsIn(await list('last_seen=1d&sort=last_sign_in'))).toEqual([a, b]);
  expect(idsIn(await list('verified=no'))).toEqual([]);
  expect(idsIn(await list('second_factor=no&verified=yes&order=asc'))).toEqual([a, b, c]);
});

it('takes a cursor only for the search and the order it is of', async () => {
  const { app, read, list } = await directory();
  for (let i = 0; i < 4; i++) await newcomer(app);
  const asked = 'limit=2&status=active&sort=last_sign_in';
  const { next_cursor: cursor } = await list(asked);
  const first = await list(asked);
  const second = await list(`${asked}&cursor=${encodeURIComponent(String(cursor))}`);
  expect(new Set([...idsIn(first), ...idsIn(second)]).size).toBe(4);
  // Another number a page is the same list.
  expect((await read(`${asked.replace('=2', '=1')}&cursor=${cursor}`)).status).toBe(200);

  const [at, id, signature] = String(cursor).split('~');
  const wrong = [
    ['status=active', cursor],
    ['status=active&sort=last_sign_in&order=asc', cursor],
    ['sort=last_sign_in', cursor],
    ['status=active&sort=last_sign_in&query=a', cursor],
    ['status=active&sort=last_sign_in&last_seen=7d', cursor],
    ['status=active&sort=last_sign_in&second_factor=no', cursor],
    ['status=active&sort=last_sign_in&verified=no', cursor],
    ['status=active&sort=last_sign_in&role=admin', cursor],
    [asked, `${Number(at) + 1}~${id}~${signature}`],
    [asked, `-~${id}~${signature}`],
    [asked, `${at}~${id}0~${signature}`],
    [asked, `${at}~${id}~${signature?.replace(/^./, (char) => (char === 'A' ? 'B' : 'A'))}`],
    [asked, `${at}~${id}`],
    [asked, id],
    [asked, 'x'.repeat(201)],
    [asked, "x' or 1=1 --"],
  ];
  for (const [query, given] of wrong) {
    const answer = await read(`${query}&cursor=${encodeURIComponent(String(given))}`);
    expect([query, given, answer.status]).toEqual([query, given, 400]);
    const { code, errors } = await answer.json<{ code: string; errors: { field: string }[] }>();
    expect([code, errors[0]?.field]).toEqual(['validation_error', 'cursor']);
  }
});

it.each([
  'sort=name',
  'order=up',
  'verified=true',
  'second_factor=1',
  'last_seen=2d',
  'status=new',
])('refuses %s', async (query) => {
  const { read } = await directory();
  expect(await refusal(await read(query))).toEqual([400, 'validation_error']);
});

it('ends a page that has looked through many, says so, and goes on', async () => {
  const { list, me } = await directory();
  await editUsers('created_at = 1 where id = ?', me);
  await env.DB.prepare(
    `insert into users (id, email, email_normalized, name_normalized, created_at, updated_at, status)
      with recursive n(i) as (select 1 union all select i + 1 from n where i < 5100)
      select printf('00000000-0000-7000-8000-%012d', i), 'c' || i, 'c' || i, '', ?1, ?1, 'disabled' from n`,
  )
    .bind(Date.UTC(2020, 0, 1))
    .run();
  const first = await list('status=active');
  expect([first.users.length, first.looked_through]).toEqual([0, 5000]);
  const second = await list(`status=active&cursor=${first.next_cursor}`);
  expect([idsIn(second), second.next_cursor, second.looked_through]).toEqual([[me], null, null]);
});
