import { describe, expect, it } from 'vitest';
import { addClient, answerOf, authorizePath, CALLBACK, visit } from '../../support/oauth.ts';
import { createPageClient } from '../../support/page-client.ts';
import { register } from '../../support/people.ts';
import { createTestApp } from '../../support/test-app.ts';

const ASKS = 'Let Crumbs & Co use your account?';

describe('a redirect URI that any program on the machine may listen at', () => {
  it.each([
    ['com.example.app:/cb', false],
    ['http://127.0.0.1/cb', false],
    ['http://localhost/cb', true],
  ])('gets no code silently, whatever was consented to before: %s', async (uri, firstParty) => {
    const app = createTestApp();
    const browser = createPageClient(app);
    await browser.signIn(await register(app));
    const client = await addClient(app, { firstParty, redirectUris: [uri, CALLBACK] });
    const asked = { redirect_uri: uri };
    const first = await visit(browser, authorizePath(client, asked));
    expect(answerOf(await browser.submit(first, {}, { press: 'Allow' }))).toHaveProperty('code');
    const second = await visit(browser, authorizePath(client, asked));
    expect([second.h1, second.refresh]).toEqual([ASKS, null]);
    const silent = await visit(browser, authorizePath(client, { ...asked, prompt: 'none' }));
    expect(answerOf(silent).error).toBe('consent_required');
    // The address of a site proves the client: it is asked for once.
    const site = await visit(browser, authorizePath(client, { prompt: 'none' }));
    expect(answerOf(site)).toHaveProperty('code');
  });
});
