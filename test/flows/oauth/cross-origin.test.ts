import { expect, it } from 'vitest';
import { addClient, postForm } from '../../support/oauth.ts';
import { granted } from '../../support/oauth-world.ts';

it('the answer of a client names its page, not cookies, and what scripts may read', async () => {
  const { app, client, tokens } = await granted();
  const Origin = 'https://client.example';
  const answers = [
    await postForm(app, '/oauth/token', { client_id: client.id }, { Origin }),
    await postForm(app, '/oauth/revoke', { client_id: client.id, token: 'x' }, { Origin }),
    await app.fetch('/oauth/userinfo', {
      headers: { Authorization: `Bearer ${tokens.access_token}`, Origin },
    }),
  ];
  for (const { headers } of answers) {
    expect(headers.get('Access-Control-Allow-Origin')).toBe(Origin);
    expect(headers.get('Access-Control-Allow-Credentials')).toBeNull();
    expect(headers.get('Access-Control-Expose-Headers')).toContain('WWW-Authenticate');
    expect(headers.get('Vary')).toMatch(/\bOrigin\b/);
  }
});

it('a page may send what its library needs, and nowhere with cookies', async () => {
  const { app } = await granted();
  const wanted = 'authorization,content-type,dpop';
  for (const path of ['/oauth/token', '/oauth/userinfo', '/oauth/revoke']) {
    const { headers } = await app.fetch(path, {
      method: 'OPTIONS',
      headers: {
        Origin: 'https://any.example',
        'Access-Control-Request-Method': 'POST',
        'Access-Control-Request-Headers': wanted,
      },
    });
    expect(headers.get('Access-Control-Allow-Headers')).toBe(wanted);
    expect(headers.get('Access-Control-Allow-Credentials')).toBeNull();
  }
});

it('a native app has no origin, and its pages of nowhere read nothing', async () => {
  const { app } = await granted();
  const client = await addClient(app, { redirectUris: ['com.example.app:/cb'] });
  for (const Origin of ['null', 'com.example.app://', 'https://com.example.app']) {
    const answer = await postForm(app, '/oauth/token', { client_id: client.id }, { Origin });
    expect([Origin, answer.headers.get('Access-Control-Allow-Origin')]).toEqual([Origin, null]);
  }
});
