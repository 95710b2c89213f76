import { describe, expect, it } from 'vitest';
import {
  addClient,
  answerOf,
  askForCode,
  authorizePath,
  challengeOf,
  exchange,
  oauthRefusal,
  visit,
} from '../../support/oauth.ts';
import { proofOf, signedIn } from '../../support/oauth-world.ts';

describe('a verifier', () => {
  it.each([
    ['of 42 characters', 'v'.repeat(42), 400],
    ['of 43 characters', 'v'.repeat(43), 200],
    ['of 128 characters', 'v'.repeat(128), 200],
    ['of 129 characters', 'v'.repeat(129), 400],
    ['of all characters that it may have', '-._~0123456789abcdefghijklmnopqrstuvwxyzABCDEFG', 200],
    ['with a sign that it may not have', `${'v'.repeat(43)}+`, 400],
    ['with a space', `${'v'.repeat(43)} `, 400],
    ['with a letter that is not ASCII', `${'v'.repeat(43)}é`, 400],
  ])('%s, with the challenge that it has', async (_, code_verifier, status) => {
    const { app, browser } = await signedIn();
    const client = await addClient(app, { firstParty: true });
    const asked = { code_challenge: challengeOf(code_verifier) };
    const code = await askForCode(browser, client, asked);
    const response = await exchange(app, client, code, { code_verifier });
    if (status === 400) expect(await oauthRefusal(response)).toEqual([400, expect.any(String)]);
    else expect(response.status).toBe(status);
  });
});

describe('PKCE downgrade', () => {
  // An attacker takes the challenge out of a request, and waits for its code.
  it.each([
    ['a public client', { authMethod: 'none' }],
    ['a confidential client', { authMethod: 'client_secret_post' }],
  ] as const)('gets no code without a challenge: %s', async (_, given) => {
    const { app, browser } = await signedIn();
    const client = await addClient(app, { firstParty: true, ...given });
    for (const changed of [
      { code_challenge: null, code_challenge_method: null },
      { code_challenge: '', code_challenge_method: '' },
      { code_challenge: null },
      { code_challenge_method: 'plain' },
    ] as Record<string, string | null>[]) {
      const page = await visit(browser, authorizePath(client, changed));
      expect(answerOf(page).error).toBe('invalid_request');
    }
  });

  it('a challenge that somebody else put in is none for the client that sent none', async () => {
    const { app, browser } = await signedIn();
    const about = { authMethod: 'client_secret_post', requirePkce: false } as const;
    const client = await addClient(app, { firstParty: true, ...about });
    const code = await askForCode(browser, client);
    const bare = { ...proofOf(client), code_verifier: undefined };
    expect((await exchange(app, client, code, bare)).status).toBe(400);
  });
});
