import { decodeJwt } from 'jose';
import { describe, expect, it } from 'vitest';
import { addPasskey, askToSignIn, presentPasskey, tryPasskey } from '../support/passkeys.ts';
import { bearer, newcomer, refusal, tokensIn } from '../support/people.ts';
import { createTestApp } from '../support/test-app.ts';
import type { Algorithm } from '../support/virtual-authenticator.ts';

describe('a sign-in with a passkey', () => {
  it.each<Algorithm>(['ES256', 'EdDSA', 'RS256'])(
    'needs no name and is both steps at once: %s',
    async (algorithm) => {
      const app = createTestApp();
      const person = await newcomer(app);
      const { authenticator } = await addPasskey(app, person, { algorithm });
      const response = await tryPasskey(app, authenticator);
      expect(response.status).toBe(200);
      const tokens = await tokensIn(response);
      expect(tokens.user.id).toBe(person.user.id);
      expect(decodeJwt(tokens.access_token)).toMatchObject({ amr: ['hwk', 'mfa'] });
      const me = await app.auth.me.$get({}, { headers: bearer(tokens.access_token) });
      expect(me.status).toBe(200);
    },
  );

  it('uses a challenge once', async () => {
    const app = createTestApp();
    const { authenticator } = await addPasskey(app, await newcomer(app));
    const options = await askToSignIn(app);
    const credential = await authenticator.get(options);
    const all = await Promise.all(
      Array.from({ length: 10 }, () => presentPasskey(app, credential, options.challenge_token)),
    );
    expect(all.filter(({ status }) => status === 200)).toHaveLength(1);
    const again = await authenticator.get(options);
    expect(await refusal(await presentPasskey(app, again, options.challenge_token))).toEqual([
      401,
      'invalid_credentials',
    ]);
  });
});
