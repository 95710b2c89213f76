import { describe, expect, it } from 'vitest';
import { makeKey, makeKeys } from '../../../src/cli/make-key.ts';
import { commandsOf } from '../../../src/console/keys/commands.ts';
import { describeKeys } from '../../../src/tokens/describe-keys.ts';
import { jwkSetSchema } from '../../../src/tokens/signing-keys.ts';
import { official } from '../../support/console-people.ts';
import { brokenDatabase } from '../../support/faults.ts';
import { createPageClient } from '../../support/page-client.ts';
import { newcomer } from '../../support/people.ts';
import { createTestApp } from '../../support/test-app.ts';
import { setUpTotp } from '../../support/totp.ts';

const KEYS = '/admin/keys';
const OFF = { LOGIN_SECOND_FACTOR: 'off' };

const named = async (kid: string, alg: 'ES256' | 'RS256' | 'HS256') => ({
  ...(await makeKey(alg)),
  kid,
});

describe('the keys', () => {
  it('are named with what they do and how old they are, without what is secret', async () => {
    const keys = [
      await named('2199-12-30-aaaa', 'ES256'),
      await named('2199-12-30-bbbb', 'RS256'),
      await named('2199-11-01-cccc', 'ES256'),
      await named('of-old-times', 'RS256'),
      await named('2199-12-31-dddd', 'ES256'),
      await named('2199-10-01-eeee', 'HS256'),
    ];
    const app = createTestApp({ env: { ...OFF, JWT_KEYS: JSON.stringify({ keys }) } });
    const { browser } = await official(app, 'staff');
    const { html, text, status } = await browser.open(KEYS);
    expect(status).toBe(200);
    const says = (kid: string) => text.slice(text.indexOf(kid)).replaceAll(/\s+/g, ' ');
    expect(says('2199-12-30-aaaa')).toMatch(
      /^\S+ ES256 ?Signs access tokens and ID tokens ?Signing now ?30 December 2199, +2 days ago/,
    );
    expect(says('2199-12-30-bbbb')).toMatch(/^\S+ RS256 ?Signs ID tokens ?Signing now/);
    expect(says('2199-11-01-cccc')).toMatch(/^\S+ ES256 ?Only verifies ?Still published/);
    expect(says('of-old-times')).toMatch(/^\S+ RS256 ?Only verifies ?Still published ?Not known/);
    expect(says('2199-12-31-dddd')).toMatch(/Only verifies ?Published for later/);
    expect(says('2199-10-01-eeee')).toMatch(/Only verifies ?Still accepted/);
    for (const key of keys)
      for (const [name, value] of Object.entries(key))
        if (!['kid', 'alg', 'kty', 'crv', 'e'].includes(name)) expect(html).not.toContain(value);
  });

  it('tell which key encrypts how much, and how to do it anew', async () => {
    const [former, present] = ['former', 'present'].map((name) =>
      `${name}-secret-`.padEnd(40, 'x'),
    );
    const before = createTestApp({ env: { ...OFF, AUTH_SECRET: former } });
    await setUpTotp(before, await newcomer(before));
    const env = { ...OFF, AUTH_SECRET: present, AUTH_SECRET_PREVIOUS: former };
    const app = createTestApp({ env });
    const { browser } = await official(app, 'staff');
    const seen = (await browser.open(KEYS)).text.replaceAll(/\s+/g, ' ');
    expect(seen).toContain('1 former one is still accepted');
    expect(seen).toMatch(/In use ?0 .{12,16}Former, still known ?1/);
    await app.servicesWith(() => undefined).flush();
    const sealed = await browser.open(KEYS);
    expect(sealed.text.replaceAll(/\s+/g, ' ')).toMatch(/In use ?1 .{12,16}Former, still known ?0/);
    for (const secret of [former, present])
      if (secret !== undefined) expect(sealed.html).not.toContain(secret.slice(0, 12));
    const lost = createTestApp({ env: { ...OFF, AUTH_SECRET: former } });
    const other = await official(lost, 'staff');
    expect((await other.browser.open(KEYS)).text).toContain('sealed by a key that is not here');
  });

  it('are shown with the commands that rotate them', async () => {
    const { browser } = await official(createTestApp({ env: OFF }), 'staff');
    const { text } = await browser.open(KEYS);
    for (const command of Object.values(commandsOf('development'))) expect(text).toContain(command);
  });

  it('can be read while D1 does not answer', async () => {
    const app = createTestApp({ env: OFF });
    let served = app;
    const person = await official(app, 'staff');
    const browser = createPageClient({ fetch: (...request) => served.fetch(...request) });
    await browser.signIn(person.email);
    served = createTestApp({ env: { ...OFF, DB: brokenDatabase() } });
    const page = await browser.open(KEYS);
    expect([page.status, page.h1]).toEqual([200, 'Keys']);
    expect(page.text).toContain('Not known at the moment');
  });
});

describe('a description of keys', () => {
  it('says who signs as the signer is chosen, also where all keys are of one kind', async () => {
    const rotated = jwkSetSchema.parse({
      keys: [...(await makeKeys('ES256')), ...(await makeKeys('ES256'))],
    });
    expect(
      describeKeys(rotated).map((key) => [key.alg, key.signsAccessTokens, key.signsIdTokens]),
    ).toEqual([
      ['ES256', true, true],
      ['RS256', false, true],
      ['ES256', false, false],
      ['RS256', false, false],
    ]);
    const rsa = jwkSetSchema.parse({ keys: [await makeKey('RS256')] });
    expect(describeKeys(rsa)).toMatchObject([{ signsAccessTokens: true, signsIdTokens: true }]);
  });
});
