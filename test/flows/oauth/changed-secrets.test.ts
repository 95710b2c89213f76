import { describe, expect, it } from 'vitest';
import {
  addClient,
  askForCode,
  basic,
  exchange,
  oauthRefusal,
  postForm,
} from '../../support/oauth.ts';
import { granted, infoOf, refresh, signedIn } from '../../support/oauth-world.ts';

/** Every beginning of a text, the text with more, and each bit of its last character turned. */
function nearOnes(text: string): string[] {
  const [head, last] = [text.slice(0, -1), text.charCodeAt(text.length - 1)];
  return [
    ...Array.from({ length: text.length - 1 }, (_, at) => text.slice(0, at + 1)),
    ...['A', '=', '.', ' ', '\n', '\0', '%00', `.${text}`].map((more) => text + more),
    ...[' ', 'A', '='].map((more) => more + text),
    ...Array.from({ length: 8 }, (_, bit) => head + String.fromCharCode(last ^ (1 << bit))),
    head + head.at(-1),
    text.toUpperCase(),
  ].filter((near) => near !== text);
}
const REFUSED = [400, 'invalid_grant'];

describe('what is cut short, lengthened or changed by a bit', () => {
  it('is no code, and is no try of the code that it resembles', async () => {
    const { app, browser } = await signedIn();
    const client = await addClient(app, { firstParty: true });
    const code = await askForCode(browser, client);
    for (const near of nearOnes(code)) {
      const response = await exchange(app, client, code, { code: near });
      expect([near, ...(await oauthRefusal(response))]).toEqual([near, ...REFUSED]);
    }
    expect((await exchange(app, client, code)).status).toBe(200);
  });

  it('is no refresh token, and ends no grant', async () => {
    const { app, client, tokens } = await granted();
    const token = tokens.refresh_token;
    for (const near of nearOnes(token).filter((one, at) => at % 4 === 0 || one.length > 300)) {
      const response = await refresh(app, client, near);
      expect([near, ...(await oauthRefusal(response))]).toEqual([near, ...REFUSED]);
    }
    expect((await refresh(app, client, token)).status).toBe(200);
  });

  it('is no access token', async () => {
    const { app, tokens } = await granted();
    const token = tokens.access_token;
    // What a header cannot have is never sent.
    const sent = nearOnes(token).filter((near) => /^[!-~]+$/.test(near));
    for (const near of sent.filter((_, at) => at % 8 === 0 || at > token.length - 4)) {
      const response = await infoOf(app, near);
      expect([near, ...(await oauthRefusal(response))]).toEqual([near, 401, 'invalid_token']);
    }
    expect((await infoOf(app, token)).status).toBe(200);
  });

  it('is no secret of a client', async () => {
    const { app } = await signedIn();
    const client = await addClient(app, { authMethod: 'client_secret_basic' });
    const ask = (secret: string) => {
      const fields = { grant_type: 'refresh_token', refresh_token: 'x' };
      return postForm(app, '/oauth/token', fields, basic(client.id, secret));
    };
    for (const near of nearOnes(client.secret).filter((one) => /^[\0-~]*$/.test(one)))
      expect([near, ...(await oauthRefusal(await ask(near)))]).toEqual([
        near,
        401,
        'invalid_client',
      ]);
    expect(await oauthRefusal(await ask(client.secret))).toEqual(REFUSED);
  });
});

describe('a code that was tried wrongly', () => {
  it.each([
    ['another client', { client_id: 'other' }],
    ['a wrong verifier', { code_verifier: 'x'.repeat(43) }],
    ['no verifier', { code_verifier: undefined }],
    ['another address', { redirect_uri: 'https://client.example/' }],
  ] as [string, Record<string, string | undefined>][])(
    'five times is dead, and four times is not: %s',
    async (_, wrong) => {
      const { app, browser } = await signedIn();
      const client = await addClient(app, { firstParty: true });
      const other = await addClient(app, { firstParty: true });
      const changed = wrong.client_id === undefined ? wrong : { client_id: other.id };
      for (const [tries, expected] of [
        [4, 200],
        [5, 400],
      ] as const) {
        const code = await askForCode(browser, client);
        for (let count = 0; count < tries; count++)
          expect(await oauthRefusal(await exchange(app, client, code, changed))).toEqual(REFUSED);
        expect((await exchange(app, client, code)).status).toBe(expected);
      }
    },
  );

  it('is told nothing of what was wrong', async () => {
    const { app, browser } = await signedIn();
    const client = await addClient(app, { firstParty: true });
    const code = await askForCode(browser, client);
    const answers = await Promise.all(
      [{ code_verifier: 'x'.repeat(43) }, { redirect_uri: 'https://x.example/' }, { code: 'x.y' }]
        .map((wrong) => exchange(app, client, code, wrong))
        .map(async (answer) => (await answer).text()),
    );
    expect(new Set(answers).size).toBe(1);
  });
});

describe('a code that is used twice', () => {
  it.each([1, 30, 59, 61, 300])(
    'after %i seconds is refused, and what it gave is over',
    async (s) => {
      const { app, client, code, tokens } = await granted();
      app.advance(s * 1000);
      expect(await oauthRefusal(await exchange(app, client, code))).toEqual(REFUSED);
      expect((await infoOf(app, tokens.access_token)).status).toBe(401);
      expect(await oauthRefusal(await refresh(app, client, tokens.refresh_token))).toEqual(REFUSED);
    },
  );

  it('at the same time gives tokens once, and they are over when all are answered', async () => {
    const { app, browser } = await signedIn();
    const client = await addClient(app, { firstParty: true });
    const code = await askForCode(browser, client);
    const answers = await Promise.all([1, 2, 3].map(() => exchange(app, client, code)));
    const won = answers.filter(({ status }) => status === 200);
    expect(won).toHaveLength(1);
    for (const lost of answers.filter((one) => !won.includes(one)))
      expect(await oauthRefusal(lost)).toEqual(REFUSED);
    const tokens = await won[0]?.json<{ access_token: string; refresh_token: string }>();
    expect((await infoOf(app, tokens?.access_token ?? '')).status).toBe(401);
    expect((await refresh(app, client, tokens?.refresh_token ?? '')).status).toBe(400);
  });
});
