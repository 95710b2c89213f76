import { FORMER, type OldClient, PASSWORD } from './ask-old.ts';
import { makeHolders } from './make-factors.ts';
import type { OldHolder, OldPerson } from './old-person.ts';

type Service = { promote: (email: string) => void; now: () => number };

/**
 * Lets people act at a past version, so that its storage has each state that an upgrade meets.
 * Whoever is named after what they are: `admin`, `locked`, `disabled`.
 */
export async function makePeople(
  client: OldClient,
  { promote, now }: Service,
): Promise<Record<string, OldHolder>> {
  const { call, post, signIn, linked, coded } = client;

  async function register(name: string, password = PASSWORD): Promise<OldPerson> {
    const email = `${name}@example.com`;
    const body = { email, password, first_name: name };
    const { user_id: id } = await post<{ user_id: string }>('register', body);
    return { id, email, password };
  }
  async function verified(name: string, password = PASSWORD): Promise<OldPerson> {
    const person = await register(name, password);
    await post('email/verify', { token: await linked(person.email, '/verify-email') });
    return person;
  }

  const makers = {
    sessions: () => withSessions(client, () => verified('sessions', FORMER)),
    async recovering() {
      const person = await verified('recovering');
      await post('password/reset', { email: person.email });
      return { ...person, waiting: { link: await linked(person.email, '/reset-password') } };
    },
    async locked() {
      const person = await verified('locked');
      const sessions = { first: await signIn(person.email) };
      await client.fail(person.email, 6);
      return {
        ...person,
        sessions,
        waiting: { link: await linked(person.email, '/unlock-account') },
      };
    },
    async moving() {
      const person = await verified('moving');
      const first = await signIn(person.email);
      const body = { new_email: 'moved@example.com', password: PASSWORD };
      await post('email/change', body, first.access);
      const link = await linked('moved@example.com', '/change-email');
      return { ...person, sessions: { first }, waiting: { link } };
    },
    async moved() {
      const person = await verified('mover');
      const { access } = await signIn(person.email);
      await post('email/change', { new_email: 'new@example.com', password: PASSWORD }, access);
      await post('email/change/confirm', {
        token: await linked('new@example.com', '/change-email'),
      });
      const undo = await linked(person.email, '/undo-email-change');
      return { ...person, email: 'new@example.com', waiting: { undo } };
    },
    async erased() {
      const person = await verified('erased');
      const first = await signIn(person.email);
      await call('DELETE', 'auth/account', { password: PASSWORD }, first.access);
      return { ...person, sessions: { first } };
    },
    async admin() {
      const person = await verified('admin');
      promote(person.email);
      return { ...person, sessions: { first: await signIn(person.email) } };
    },
  };
  // Codes live for five minutes, an exchange token for one.
  const lastMakers = {
    async twoSteps() {
      const person = await verified('two-steps');
      const first = await signIn(person.email);
      await call('PUT', 'auth/mfa/email', { enabled: true, password: PASSWORD }, first.access);
      const former = await coded(person.email);
      const body = { email: person.email, password: PASSWORD };
      const { mfa_token: token } = await post<{ mfa_token: string }>('login', body);
      const code = await coded(person.email, former);
      return { ...person, sessions: { first }, waiting: { token, code } };
    },
    async forgetful() {
      const person = await verified('forgetful');
      const former = await coded(person.email);
      await post('forgot-password', { email: person.email });
      return { ...person, waiting: { code: await coded(person.email, former) } };
    },
    async coded() {
      const person = await verified('coded');
      const former = await coded(person.email);
      await post('otp/request', { email: person.email });
      return { ...person, waiting: { code: await coded(person.email, former) } };
    },
    async unverified() {
      const person = await register('unverified');
      const link = await linked(person.email, '/verify-email');
      return { ...person, waiting: { link, code: await coded(person.email) } };
    },
    async registered() {
      const person = await register('registered');
      const token = await linked(person.email, '/verify-email');
      const { exchange_token: exchange } = await post<{ exchange_token: string }>('email/verify', {
        token,
      });
      return { ...person, waiting: { exchange } };
    },
  };

  const people: Record<string, OldHolder> = {};
  for (const [name, make] of Object.entries(makers)) people[name] = await make();
  const by = people.admin?.sessions?.first?.access ?? '';
  for (const [name, act] of Object.entries({
    disabled: 'disable',
    held: 'lock',
    forced: 'force-reset',
  })) {
    const person = await verified(name);
    const first = await signIn(person.email);
    await call('POST', `admin/users/${person.id}/${act}`, { reason: 'An upgrade' }, by);
    const waiting =
      act === 'force-reset' ? { link: await linked(person.email, '/reset-password') } : {};
    people[name] = { ...person, sessions: { first }, waiting };
  }
  const staff = await verified('staff');
  await call('PUT', `admin/users/${staff.id}/roles`, { roles: ['user', 'staff'] }, by);
  people.staff = { ...staff, sessions: { first: await signIn(staff.email) } };
  Object.assign(people, await makeHolders(client, verified, now));
  for (const [name, make] of Object.entries(lastMakers)) people[name] = await make();
  return people;
}

// A session as it began, one that was refreshed, one that was ended, one whose access token was
// revoked; and a former password.
async function withSessions(client: OldClient, register: () => Promise<OldPerson>) {
  const person = await register();
  const begun = await client.signIn(person.email, FORMER);
  const body = { old_password: FORMER, new_password: PASSWORD };
  await client.post('password/change', body, begun.access);
  const first = await client.signIn(person.email);
  const rotated = await client.refresh(await client.signIn(person.email));
  const ended = await client.signIn(person.email);
  await client.post('logout', {}, ended.access);
  const revoked = await client.signIn(person.email);
  await client.post('token/revoke', { token: revoked.access });
  await client.fail(person.email, 1);
  return { ...person, password: PASSWORD, sessions: { first, rotated, ended, revoked } };
}
