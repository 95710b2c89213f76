import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { MOST_IDENTITIES } from '../../src/methods/social/connect-identity.ts';
import { editUsers } from '../support/edit-users.ts';
import { answerOf, codeOf, identitiesOf, sessionIn } from '../support/identities.ts';
import { addPasskey } from '../support/passkeys.ts';
import { newcomer, type Tokens } from '../support/people.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

const versionOf = (id: string) =>
  env.DB.prepare('select version from users where id = ?').bind(id).first<number>('version');

/** Somebody new whose only address is one that Apple made for them. */
async function relayed(app: TestApp) {
  const email = `${crypto.randomUUID()}@privaterelay.appleid.com`;
  const answer = answerOf({ provider: 'apple', email });
  const { user, tokens } = sessionIn(await identitiesOf(app).signIn(answer));
  const [identity] = await identitiesOf(app).list(user.id);
  return { user, answer, accessToken: tokens.accessToken, identityId: identity?.id ?? '' };
}

const settled = async (calls: Promise<unknown>[]) =>
  Promise.all(
    calls.map((call) =>
      call.then(
        () => 'done',
        () => codeOf(call),
      ),
    ),
  );

describe('connecting an identity', () => {
  it('lets it sign in, mails the owner before, and is recorded', async () => {
    const app = createTestApp();
    const { user } = await newcomer(app);
    const identities = identitiesOf(app);
    const answer = answerOf();
    const before = (await versionOf(user.id)) ?? 0;
    expect(await identities.standingOf(user.id, answer)).toBe('free');
    expect(await identities.connect(user.id, answer)).toBe('connected');
    expect(await versionOf(user.id)).toBe(before + 1);
    expect(await identities.standingOf(user.id, answer)).toBe('yours');
    expect(identities.told).toMatchObject([
      { change: 'connected', user: { id: user.id }, identity: { subject: answer.subject } },
    ]);
    const event = env.DB.prepare('select type, metadata from audit_events where id = ?');
    expect(await event.bind(identities.told[0]?.event ?? '').first('type')).toBe(
      'identity.connected',
    );
    expect(sessionIn(await identities.signIn(answer)).user.id).toBe(user.id);
  });

  it('changes nothing for one that is connected already', async () => {
    const app = createTestApp();
    const { user } = await newcomer(app);
    const identities = identitiesOf(app);
    const answer = answerOf();
    await identities.connect(user.id, answer);
    const before = await versionOf(user.id);
    expect(await identities.connect(user.id, { ...answer, email: null })).toBe('yours_already');
    expect(await versionOf(user.id)).toBe(before);
    expect(identities.told).toHaveLength(1);
  });

  it('is refused for another’s identity, and when two users race for one', async () => {
    const app = createTestApp();
    const people = await Promise.all([newcomer(app), newcomer(app)]);
    const answer = answerOf();
    const raced = people.map(({ user }) => identitiesOf(app).connect(user.id, answer));
    expect((await settled(raced)).toSorted()).toEqual(['done', 'identity_taken']);
    const owned = await Promise.all(people.map(({ user }) => identitiesOf(app).list(user.id)));
    expect(owned.flat()).toHaveLength(1);
    const loser = people[owned.findIndex((list) => list.length === 0)];
    expect(await identitiesOf(app).standingOf(loser?.user.id ?? '', answer)).toBe('taken');
    expect(await codeOf(identitiesOf(app).connect(loser?.user.id ?? '', answer))).toBe(
      'identity_taken',
    );
  });

  it('races the sign-in of the same person, who has one account in the end', async () => {
    const app = createTestApp();
    const { user } = await newcomer(app);
    const answer = answerOf();
    const connecting = identitiesOf(app).connect(user.id, answer);
    const [outcome, signedIn] = await Promise.all([
      settled([connecting]),
      identitiesOf(app).signIn(answer),
    ]);
    const { isNew } = sessionIn(signedIn);
    expect(outcome).toEqual([isNew ? 'identity_taken' : 'done']);
    const count = env.DB.prepare('select count(*) as n from user_identities where subject = ?');
    expect(await count.bind(answer.subject).first('n')).toBe(1);
  });

  it('takes one of each provider, even at once, and ten at most', async () => {
    const app = createTestApp();
    const { user } = await newcomer(app);
    const two = [answerOf(), answerOf()].map((answer) =>
      identitiesOf(app).connect(user.id, answer),
    );
    expect((await settled(two)).toSorted()).toEqual(['done', 'provider_connected']);
    for (let n = 1; n < MOST_IDENTITIES; n++)
      await identitiesOf(app).connect(user.id, answerOf({ provider: `other${n}` }));
    const more = identitiesOf(app).connect(user.id, answerOf({ provider: 'more' }));
    expect(await codeOf(more)).toBe('too_many_identities');
  });

  it('asks whoever has the same subject at another issuer to disconnect it first', async () => {
    const app = createTestApp();
    const { user } = await newcomer(app);
    const answer = answerOf();
    await identitiesOf(app).connect(user.id, answer);
    const moved = { ...answer, issuer: 'https://another.test' };
    expect(await codeOf(identitiesOf(app).connect(user.id, moved))).toBe('provider_connected');
  });

  it('adds nothing to an account that was disabled meanwhile', async () => {
    const app = createTestApp();
    const { user } = await newcomer(app);
    await editUsers("status = 'disabled' where id = ?1", user.id);
    await codeOf(identitiesOf(app).connect(user.id, answerOf()));
    expect(await identitiesOf(app).list(user.id)).toEqual([]);
  });
});

describe('disconnecting an identity', () => {
  it('lets it sign in no more, mails the owner before, and is recorded', async () => {
    const app = createTestApp();
    const { user, email } = await newcomer(app);
    const identities = identitiesOf(app);
    const answer = answerOf({ email });
    await identities.connect(user.id, answer);
    const [identity] = await identities.list(user.id);
    await identities.disconnect(user.id, identity?.id ?? '');
    expect(await identities.list(user.id)).toEqual([]);
    expect(identities.told.map(({ change }) => change)).toEqual(['connected', 'disconnected']);
    const event = env.DB.prepare('select type from audit_events where id = ?');
    expect(await event.bind(identities.told[1]?.event ?? '').first('type')).toBe(
      'identity.disconnected',
    );
    expect((await identities.signIn(answer)).kind).toBe('owner_must_sign_in');
    // It may be connected again, also to another account.
    expect(await identities.standingOf(user.id, answer)).toBe('free');
  });

  it('knows no other’s identity, and none twice', async () => {
    const app = createTestApp();
    const [one, other] = [await newcomer(app), await newcomer(app)];
    const identities = identitiesOf(app);
    await identities.connect(one.user.id, answerOf());
    const [identity] = await identities.list(one.user.id);
    const id = identity?.id ?? '';
    expect(await codeOf(identities.disconnect(other.user.id, id))).toBe('not_found');
    const twice = [1, 2].map(() => identities.disconnect(one.user.id, id));
    expect((await settled(twice)).toSorted()).toEqual(['done', 'not_found']);
    expect(await codeOf(identities.disconnect(one.user.id, id))).toBe('not_found');
  });

  it('leaves whoever gets codes by mail a way in, but a relay of the provider is none', async () => {
    const app = createTestApp();
    const own = sessionIn(await identitiesOf(app).signIn(answerOf()));
    const [identity] = await identitiesOf(app).list(own.user.id);
    await identitiesOf(app).disconnect(own.user.id, identity?.id ?? '');

    const { user, identityId } = await relayed(app);
    const identities = identitiesOf(app);
    expect(await codeOf(identities.disconnect(user.id, identityId))).toBe('last_way_in');
    expect(identities.told).toEqual([]);
    // Nor is an identity of a provider that is not configured any more.
    await identities.connect(user.id, answerOf({ provider: 'github' }));
    const gone = identities.disconnect(user.id, identityId, { providers: ['apple', 'google'] });
    expect(await codeOf(gone)).toBe('last_way_in');
    await identities.disconnect(user.id, identityId);
  });

  it('never leaves nobody a way in, if two go at once', async () => {
    const app = createTestApp();
    const { user, identityId } = await relayed(app);
    const identities = identitiesOf(app);
    await identities.connect(user.id, answerOf());
    const listed = await identities.list(user.id);
    const second = listed.find(({ id }) => id !== identityId);
    const both = [identityId, second?.id ?? ''].map((id) => identities.disconnect(user.id, id));
    expect((await settled(both)).toSorted()).toEqual(['done', 'last_way_in']);
    expect(await identities.list(user.id)).toHaveLength(1);
  });

  it('never leaves nobody a way in, if a passkey is removed at the same time', async () => {
    const app = createTestApp();
    const { user, accessToken, identityId } = await relayed(app);
    const { id } = await addPasskey(app, { access_token: accessToken } as Tokens);
    const raced = [
      identitiesOf(app).disconnect(user.id, identityId),
      identitiesOf(app).removeFactor(user.id, id),
    ];
    expect((await settled(raced)).toSorted()).toEqual(['done', 'last_way_in']);
    const left = env.DB.prepare(
      `select (select count(*) from user_identities where user_id = ?1)
        + (select count(*) from user_factors where user_id = ?1) as n`,
    );
    expect(await left.bind(user.id).first('n')).toBe(1);
  });

  it('lets a passkey go while an identity or a mailbox is left', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    const { id } = await addPasskey(app, person);
    await editUsers('password_hash = null where id = ?1', person.user.id);
    await identitiesOf(app).removeFactor(person.user.id, id);
    const { user, accessToken } = await relayed(app);
    const key = await addPasskey(app, { access_token: accessToken } as Tokens);
    await identitiesOf(app).removeFactor(user.id, key.id);
  });
});
