import { describe, expect, it } from 'vitest';
import { giveRoles } from '../../support/edit-users.ts';
import {
  addClient,
  answerOf,
  askForCode,
  authorizePath,
  exchange,
  type GrantAnswer,
  postForm,
  visit,
} from '../../support/oauth.ts';
import { infoOf, proofOf, refresh, tokensFor } from '../../support/oauth-world.ts';
import { createPageClient } from '../../support/page-client.ts';
import { as, expectOk, newcomer, PASSWORD, signIn } from '../../support/people.ts';
import { createTestApp } from '../../support/test-app.ts';

/** Somebody with a browser, another session, and grants that are and are not bound to it. */
async function world() {
  const app = createTestApp();
  const person = await newcomer(app);
  const browser = createPageClient(app);
  await browser.signIn(person.email);
  const client = await addClient(app, { authMethod: 'client_secret_post' });
  const tokens = await tokensFor(app, client, await askForCode(browser, client));
  const attended = await tokensFor(
    app,
    client,
    await askForCode(browser, client, { scope: 'openid' }),
  );
  const code = await askForCode(browser, client);
  const staff = await newcomer(app);
  await giveRoles(['admin'], { id: staff.user.id });
  const admin = await signIn(app, staff.email);
  return { app, person, browser, client, tokens, attended, code, admin };
}
type World = Awaited<ReturnType<typeof world>>;

const act =
  (name: 'disable' | 'force-reset') =>
  async ({ app, person, admin }: World) => {
    const param = { id: person.user.id, act: name };
    await expectOk(
      name,
      await app.admin.users[':id'][':act'].$post({ param, json: {} }, as(admin)),
    );
  };

/** Ways to lose everything that was granted. */
const LOSSES: [string, (world: World) => Promise<void>][] = [
  ['the account is disabled', act('disable')],
  ['a new password is forced', act('force-reset')],
  [
    'the password is changed',
    async ({ app, person }) => {
      const json = { old_password: PASSWORD, new_password: 'another-Horse-8-battery' };
      await expectOk('change', await app.auth.password.change.$post({ json }, as(person)));
    },
  ],
  [
    'the account is erased',
    async ({ app, person }) => {
      const answer = await app.auth.account.$delete({ json: { password: PASSWORD } }, as(person));
      await expectOk('erase', answer);
    },
  ],
  [
    'everything else is signed out',
    async ({ app, person }) =>
      expectOk('end', await app.auth.sessions['terminate-all'].$post({}, as(person))),
  ],
  [
    'the consent is withdrawn',
    async ({ browser, client }) => {
      const page = await browser.open('/account/connections');
      await browser.submit(page, {}, { press: client.id });
    },
  ],
];

describe('whoever loses what they had', () => {
  it.each(LOSSES)('leaves their clients nothing, at any door: %s', async (what, lose) => {
    const it = await world();
    const { app, browser, client, tokens, attended, code } = it;
    const introspect = async (token: string) => {
      const fields = { token, client_id: client.id, ...proofOf(client) };
      return (await postForm(app, '/oauth/introspect', fields)).json();
    };
    expect((await infoOf(app, tokens.access_token)).status).toBe(200);
    expect(await introspect(attended.access_token)).toMatchObject({ active: true });
    await lose(it);
    for (const token of [tokens.access_token, attended.access_token])
      expect((await infoOf(app, token)).status).toBe(401);
    for (const token of [tokens.access_token, attended.access_token, tokens.refresh_token])
      expect(await introspect(token)).toEqual({ active: false });
    expect((await refresh(app, client, tokens.refresh_token)).status).toBe(400);
    expect((await exchange(app, client, code, proofOf(client))).status).toBe(400);
    const silent = answerOf(await visit(browser, authorizePath(client, { prompt: 'none' })));
    const error = what.includes('consent') ? 'consent_required' : 'login_required';
    expect([silent.error, silent.code]).toEqual([error, undefined]);
  });

  it.each(LOSSES)('leaves no grant that was made or refreshed meanwhile: %s', async (_, lose) => {
    const it = await world();
    const { app, client, tokens, code } = it;
    const [exchanged, refreshed] = await Promise.all([
      exchange(app, client, code, proofOf(client)),
      refresh(app, client, tokens.refresh_token),
      lose(it),
    ]);
    for (const answer of [exchanged, refreshed]) {
      expect(answer.status).toBeOneOf([200, 400]);
      const { access_token = '', refresh_token = 'x' } = await answer.json<Partial<GrantAnswer>>();
      if (answer.status !== 200) continue;
      expect((await infoOf(app, access_token)).status).toBe(401);
      expect((await refresh(app, client, refresh_token)).status).toBe(400);
    }
  });
});
