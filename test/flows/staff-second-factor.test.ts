import { decodeJwt } from 'jose';
import { describe, expect, it } from 'vitest';
import { giveRoles } from '../support/edit-users.ts';
import { bringLedger } from '../support/ledger.ts';
import {
  as,
  newcomer,
  PASSWORD,
  refusal,
  signIn,
  type Tokens,
  tokensIn,
} from '../support/people.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';
import { setUpTotp } from '../support/totp.ts';

const REQUIRED = { STAFF_SECOND_FACTOR: 'required', LOGIN_SECOND_FACTOR: 'off' };
const ROLES = ['staff', 'admin'] as const;

async function official(app: TestApp, role: (typeof ROLES)[number]) {
  const person = await newcomer(app);
  await giveRoles([role], { email: person.email });
  return { ...person, ...(await signIn(app, person.email)) };
}

const look = (app: TestApp, by: Tokens) => app.admin.stats.$get({}, as(by));

describe('staff, where they must have two factors', () => {
  it.each(ROLES)('are told to set one up, and get in once they have used it: %s', async (role) => {
    const app = createTestApp({ env: REQUIRED });
    const person = await official(app, role);
    const refused = await look(app, person);
    const { code, detail } = (await refused.json()) as unknown as Record<string, string>;
    expect([refused.status, code]).toEqual([403, 'second_factor_required']);
    expect(detail).toContain('authenticator app');
    const device = await setUpTotp(app, person);
    // Setting it up proves nothing of this session.
    expect((await look(app, person)).status).toBe(403);
    const json = { otp: await device.code() };
    const renewed = await tokensIn(await app.auth['step-up'].$post({ json }, as(person)));
    expect(decodeJwt(renewed.access_token)).toMatchObject({
      acr: 'aal2',
      amr: ['pwd', 'otp', 'mfa'],
    });
    expect((await look(app, renewed)).status).toBe(200);
    const { sessions } = await (await app.auth.sessions.$get({}, as(renewed))).json();
    expect(sessions.find(({ is_current }) => is_current)).toMatchObject({ is_verified: true });
  });

  it('need the role first', async () => {
    const app = createTestApp({ env: REQUIRED });
    expect(await refusal(await look(app, await newcomer(app)))).toEqual([403, 'forbidden']);
  });

  it('are refused every route of administration', async () => {
    const app = createTestApp({ env: REQUIRED });
    const { user, ...admin } = await official(app, 'admin');
    const at = { param: { id: user.id } };
    const answers = [
      await app.admin.users.$get({ query: {} }, as(admin)),
      await app.admin.users[':id'].$get(at, as(admin)),
      await app.admin.users[':id'].roles.$put({ ...at, json: { roles: ['user'] } }, as(admin)),
      await app.admin.users[':id'].$delete({ ...at, json: {} }, as(admin)),
      await app.admin.users[':id'][':act'].$post(
        { param: { ...at.param, act: 'lock' }, json: {} },
        as(admin),
      ),
      await app.admin.clients.$get({}, as(admin)),
      await app.admin.clients.$post(
        { json: { client_name: 'App', redirect_uris: ['https://app.example.com/'] } },
        as(admin),
      ),
      await app.admin.clients[':client_id'].$get({ param: { client_id: 'c-1' } }, as(admin)),
      await app.admin.clients[':client_id'].$patch(
        { param: { client_id: 'c-1' }, json: {} },
        as(admin),
      ),
      await app.admin.clients[':client_id'].$delete({ param: { client_id: 'c-1' } }, as(admin)),
      await app.admin.clients[':client_id']['rotate-secret'].$post(
        { param: { client_id: 'c-1' }, json: {} },
        as(admin),
      ),
    ];
    for (const answer of answers)
      expect(await refusal(answer)).toEqual([403, 'second_factor_required']);
  });

  it('may do without where the setting says so', async () => {
    const app = createTestApp({ env: { STAFF_SECOND_FACTOR: 'optional' } });
    expect((await look(app, await official(app, 'staff'))).status).toBe(200);
  });
});

describe('a step-up of an account with an authenticator app', () => {
  it('takes nothing weaker, and makes fresh what a password does not', async () => {
    const app = createTestApp({ env: { LOGIN_SECOND_FACTOR: 'off' } });
    const person = await newcomer(app);
    const device = await setUpTotp(app, person);
    // Signed in by password alone, a moment ago.
    const signedIn = await signIn(app, person.email);
    const refused = await app.auth.account.export.$get({}, as(signedIn));
    expect(refused.headers.get('WWW-Authenticate')).toBe(
      'Bearer error="insufficient_user_authentication", max_age=600, acr_values="aal2"',
    );
    expect(await refusal(refused)).toEqual([403, 'reauthentication_required']);
    const erase = await app.auth.account.$delete({ json: { password: PASSWORD } }, as(signedIn));
    expect(await refusal(erase)).toEqual([403, 'reauthentication_required']);
    const options = await app.auth['step-up'].options.$post({}, as(signedIn));
    expect(await options.json()).toEqual({ methods: ['totp', 'recovery_code'] });
    const stepUp = (json: object) => app.auth['step-up'].$post({ json }, as(signedIn));
    expect(await refusal(await stepUp({ password: PASSWORD }))).toEqual([401, 'otp_invalid']);
    const otp = await device.code();
    const raced = await Promise.all([1, 2, 3].map(() => stepUp({ otp })));
    expect(raced.filter(({ status }) => status === 200)).toHaveLength(1);
    const good = raced.find(({ status }) => status === 200);
    if (good === undefined) return;
    const renewed = await tokensIn(good);
    expect((await app.auth.account.export.$get({}, as(renewed))).status).toBe(200);
    const query = { event_type: 'factor.used' } as const;
    const answer = await app.client.api.v1.audit.logs.$get({ query }, as(renewed));
    const { logs } = (await answer.json()) as { logs: { metadata: object }[] };
    expect(logs.map(({ metadata }) => metadata)).toEqual([{ kind: 'totp', factor_id: device.id }]);
    await bringLedger();
    const { factors } = await (await app.auth.mfa.$get({}, as(renewed))).json();
    expect(factors).toMatchObject([{ last_used_at: new Date(app.clock()).toISOString() }]);
    const [recovery_code = ''] = device.recoveryCodes;
    expect((await stepUp({ recovery_code })).status).toBe(200);
    expect(await refusal(await stepUp({ recovery_code }))).toEqual([401, 'otp_invalid']);
  });

  it('runs out of tries in its session only', async () => {
    const app = createTestApp({ env: { LOGIN_SECOND_FACTOR: 'off' } });
    const person = await newcomer(app);
    const device = await setUpTotp(app, person);
    const wrong = (await device.code()) === '000000' ? '111111' : '000000';
    const stepUp = (otp: string, by: Tokens = person) =>
      app.auth['step-up'].$post({ json: { otp } }, as(by));
    for (const _ of Array(5).keys()) expect((await stepUp(wrong)).status).toBe(401);
    expect((await stepUp(await device.code())).status).toBe(401);
    const other = await signIn(app, person.email);
    expect((await stepUp(await device.code(), other)).status).toBe(200);
  });
});
