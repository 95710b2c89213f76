import { describe, expect, it } from 'vitest';
import { createProver, exchangeProved, grantIn, type Prover } from '../../support/dpop.ts';
import {
  addClient,
  answerOf,
  askedBy,
  oauthRefusal,
  postForm,
  visit,
} from '../../support/oauth.ts';
import { createPageClient } from '../../support/page-client.ts';
import { register } from '../../support/people.ts';
import { createTestApp, type TestAppOptions } from '../../support/test-app.ts';

const PAR = '/oauth/par';

/** Somebody who is signed in, a client that asks nobody and pushes, and two keys of it. */
async function world(options: TestAppOptions = {}) {
  const app = createTestApp(options);
  const browser = createPageClient(app);
  await browser.signIn(await register(app));
  const client = await addClient(app, { firstParty: true, requirePar: true });
  const [prover, stranger] = [await createProver(app), await createProver(app)];
  const push = (changed: Record<string, string>, proof: string | null) =>
    postForm(app, PAR, askedBy(client, changed), proof === null ? {} : { DPoP: proof });
  const proofOf = (by: Prover, claims = {}) => by.prove('POST', PAR, { claims });
  const codeOf = async (answer: Response) => {
    expect(answer.status).toBe(201);
    const { request_uri } = await answer.json<{ request_uri: string }>();
    const asked = new URLSearchParams({ client_id: client.id, request_uri });
    return answerOf(await visit(browser, `/oauth/authorize?${asked}`)).code ?? '';
  };
  const exchange = (code: string, by: Prover | null) => exchangeProved(app, client, code, by);
  return { client, prover, stranger, push, proofOf, codeOf, exchange };
}
type World = Awaited<ReturnType<typeof world>>;

describe('a proof that comes with a pushed request', () => {
  const WAYS: [string, (world: World) => Promise<Response>][] = [
    ['alone', async ({ push, proofOf, prover }) => push({}, await proofOf(prover))],
    [
      'beside dpop_jkt of the same key',
      async ({ push, proofOf, prover }) => push({ dpop_jkt: prover.jkt }, await proofOf(prover)),
    ],
    [
      'as dpop_jkt without a proof',
      async ({ push, prover }) => push({ dpop_jkt: prover.jkt }, null),
    ],
  ];

  it.each(WAYS)('binds the code to its key, %s', async (_, pushed) => {
    const made = await world();
    const { prover, stranger, codeOf, exchange } = made;
    const code = await codeOf(await pushed(made));
    expect(await oauthRefusal(await exchange(code, stranger))).toEqual([400, 'invalid_grant']);
    expect(await oauthRefusal(await exchange(code, null))).toEqual([400, 'invalid_dpop_proof']);
    expect((await grantIn(await exchange(code, prover))).token_type).toBe('DPoP');
  });

  it('is refused beside dpop_jkt of another key', async () => {
    const { prover, stranger, push, proofOf } = await world();
    const refused = await push({ dpop_jkt: stranger.jkt }, await proofOf(prover));
    expect(await oauthRefusal(refused)).toEqual([400, 'invalid_request']);
  });

  it('must be good, and of this endpoint', async () => {
    const { prover, push } = await world();
    const good = await prover.prove('POST', PAR);
    const bad = [
      await prover.prove('POST', '/oauth/token'),
      await prover.prove('GET', PAR),
      await prover.prove('POST', PAR, { claims: { jti: null } }),
      await prover.prove('POST', PAR, { header: { typ: 'JWT' } }),
      `${good.slice(0, -4)}AAAA`,
      `${good}, ${good}`,
      '',
    ];
    for (const proof of bad)
      expect(await oauthRefusal(await push({}, proof))).toEqual([400, 'invalid_dpop_proof']);
    expect((await push({}, good)).status).toBe(201);
  });

  it('of a request that is wrong otherwise is told that', async () => {
    const { prover, push, proofOf } = await world();
    const wrong = await push({ response_type: 'token' }, await proofOf(prover));
    expect(await oauthRefusal(wrong)).toEqual([400, 'unsupported_response_type']);
  });

  it('needs the nonce where nonces are wanted', async () => {
    const { prover, push, proofOf, codeOf } = await world({ env: { DPOP_NONCE: 'required' } });
    const asked = await push({}, await proofOf(prover));
    const nonce = asked.headers.get('DPoP-Nonce') ?? '';
    expect(await oauthRefusal(asked)).toEqual([400, 'use_dpop_nonce']);
    expect(nonce).not.toBe('');
    expect(await codeOf(await push({}, await proofOf(prover, { nonce })))).not.toBe('');
    // Who shows no proof needs none.
    expect((await push({}, null)).status).toBe(201);
  });
});
