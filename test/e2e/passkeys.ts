import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { openContext, startBrowser } from './browser.ts';
import { createChecks } from './checks.ts';
import { startDevServer } from './dev-server.ts';
import { checkDocumentedPasskeys, servePasskeyApp } from './document-passkeys.ts';
import { addKey, call, create, get, type Json, type Outcome, openPage } from './passkey-page.ts';
import { type Person, signUp } from './sign-up.ts';

// Passkeys in a real browser, whose authenticators are virtual: registration, every way to use one,
// and what the browser would let an attacker send.
const checks = createChecks();
const { check, finish } = checks;
const told = (outcome: Outcome) => JSON.stringify(outcome).slice(0, 500);

function expect(name: string, outcome: Outcome, status: number): void {
  check(name, outcome.status === status, told(outcome));
}

async function logIn(page: Page, { email, password }: Person): Promise<Outcome> {
  return call(page, 'POST', 'login', { email, password, token_delivery: 'body' });
}
const tokenOf = ({ body }: Outcome) => String(body.access_token);

async function register(page: Page, token: string, label?: string): Promise<Outcome> {
  const options = await call(page, 'POST', 'passkeys/register/options', undefined, token);
  if (options.status !== 200) return options;
  const made = await create(page, options.body);
  if (made.error !== null) return made;
  return call(page, 'POST', 'passkeys/register', { credential: made.body, label }, token);
}

const askToSignIn = async (page: Page) =>
  (await call(page, 'POST', 'passkeys/authenticate/options')).body;
const present = (page: Page, credential: Json) =>
  call(page, 'POST', 'passkeys/authenticate', { credential, token_delivery: 'body' });

async function signIn(page: Page, change: Json = {}): Promise<Outcome> {
  const proof = await get(page, { ...(await askToSignIn(page)), ...change });
  return proof.error === null ? present(page, proof.body) : proof;
}

/** A neighbour on another port, whose pages any browser lets use passkeys of `localhost`. */
async function serveNeighbour(): Promise<{ port: number; close: () => void }> {
  const site = createServer((_, response) => response.end());
  await new Promise<void>((resolve) => site.listen(0, resolve));
  return { port: (site.address() as AddressInfo).port, close: () => site.close() };
}

const neighbour = await serveNeighbour();
const app = await servePasskeyApp(checks);
const server = await startDevServer([
  ...['--var', `CORS_ALLOWED_ORIGINS:${app.origin}`, '--var', `PASSKEY_ORIGINS:${app.origin}`],
]);
const browser = await startBrowser();
try {
  const context = await openContext(browser);
  const page = await openPage(context, server.url);
  const session = await context.newCDPSession(page);
  await session.send('WebAuthn.enable');
  const phone = await addKey(session, 'internal');
  const ada = await signUp(server.url);
  const first = await logIn(page, ada);

  // Registration, and a sign-in without a name.
  const added = await register(page, tokenOf(first), 'Phone');
  expect('a passkey is registered', added, 201);
  const named = await signIn(page);
  expect('it signs in without a name', named, 200);
  check('as its owner', (named.body.user as Json | undefined)?.email === ada.email, told(named));
  const twice = await register(page, tokenOf(named));
  check('the browser does not make it twice', twice.error === 'InvalidStateError', told(twice));
  const again = await signIn(page);
  expect('and once more', again, 200);

  // The second step, and a step-up.
  const waiting = await logIn(page, ada);
  check('the password alone waits for it', waiting.body.otp_required === true, told(waiting));
  const { mfa_token, passkey_options } = waiting.body as {
    mfa_token: string;
    passkey_options: Json;
  };
  const second = await get(page, passkey_options);
  const finished = { mfa_token, credential: second.body, token_delivery: 'body' };
  expect('it is the second step', await call(page, 'POST', 'login/otp-verify', finished), 200);
  expect('once', await call(page, 'POST', 'login/otp-verify', finished), 401);
  const token = tokenOf(named);
  const stepUp = await call(page, 'POST', 'step-up/options', {}, token);
  const fresh = await get(page, (stepUp.body.passkey_options ?? {}) as Json);
  const proved = await call(page, 'POST', 'step-up', { credential: fresh.body }, token);
  expect('it is a step-up', proved, 200);

  // Another authenticator beside it.
  const key = await addKey(session, 'usb');
  const excluded = await phone.credentials();
  expect('a second authenticator is registered', await register(page, tokenOf(proved), 'Key'), 201);
  check('and not the first one again', (await phone.credentials()).length === excluded.length);
  const [onKey] = await key.credentials();
  await phone.verifyUser(false);
  const list = await call(page, 'GET', 'passkeys', undefined, tokenOf(proved));
  check('both are listed', (list.body.passkeys as Json[]).length === 2, told(list));
  const allowed = {
    allowCredentials: [{ id: toBase64Url(onKey?.credentialId), type: 'public-key' }],
  };
  expect('the second one signs in', await signIn(page, allowed), 200);
  await phone.verifyUser(true);

  // Nobody verified: the browser refuses, and so do we if its page asked for less.
  await key.unplug();
  await phone.verifyUser(false);
  const unverified = await signIn(page);
  check(
    'the browser asks for the person',
    unverified.error === 'NotAllowedError',
    told(unverified),
  );
  expect(
    'a proof without user verification is refused',
    await signIn(page, { userVerification: 'discouraged' }),
    401,
  );
  await phone.verifyUser(true);

  // Replays.
  const options = await askToSignIn(page);
  const proof = await get(page, options);
  expect('a proof is taken', await present(page, proof.body), 200);
  expect('a replayed proof is refused', await present(page, proof.body), 401);
  const replayed = await get(page, options);
  expect('a replayed challenge is refused', await present(page, replayed.body), 401);
  const elsewhere = await openPage(await openContext(browser), server.url);
  const stolen = await get(page, await askToSignIn(page));
  expect('a proof from another browser is refused', await present(elsewhere, stolen.body), 401);

  // Other places.
  const origin = `http://localhost:${neighbour.port}`;
  const other = await openPage(context, origin);
  const foreign = await context.newCDPSession(other);
  await foreign.send('WebAuthn.enable');
  const copy = await addKey(foreign, 'internal');
  const [original] = await phone.credentials();
  if (original === undefined) throw new Error('the authenticator is empty');
  await copy.plant({ ...original, signCount: original.signCount + 10 });
  const phished = await get(other, await askToSignIn(page));
  check('a page of another origin gets a proof', phished.error === null, told(phished));
  expect('which is refused', await present(page, phished.body), 401);
  const sub = await openPage(context, `http://evil.localhost:${neighbour.port}`);
  const evil = await context.newCDPSession(sub);
  await evil.send('WebAuthn.enable');
  await addKey(evil, 'internal');
  const asked = await call(page, 'POST', 'passkeys/register/options', undefined, tokenOf(proved));
  const rp = { id: 'evil.localhost', name: 'evil' };
  const made = await create(sub, { ...asked.body, rp, excludeCredentials: [] });
  check('a passkey of another domain is made', made.error === null, told(made));
  const wrong = { credential: made.body };
  expect('and refused', await call(page, 'POST', 'passkeys/register', wrong, tokenOf(proved)), 400);
  const beyond = await get(page, { ...(await askToSignIn(page)), rpId: 'evil.localhost' });
  check('our own page cannot ask for it', beyond.error === 'SecurityError', told(beyond));

  // Another person.
  const eve = await signUp(server.url);
  const hers = await openPage(await openContext(browser), server.url);
  const hersSession = await hers.context().newCDPSession(hers);
  await hersSession.send('WebAuthn.enable');
  await addKey(hersSession, 'internal');
  expect('another person registers', await register(hers, tokenOf(await logIn(hers, eve))), 201);
  const pending = await logIn(page, ada);
  const waits = pending.body as { mfa_token: string; passkey_options: Json };
  const mine = await get(hers, { ...waits.passkey_options, allowCredentials: [] });
  check('and proves herself with it', mine.error === null, told(mine));
  const mixed = { mfa_token: waits.mfa_token, credential: mine.body };
  expect('but not somebody else', await call(page, 'POST', 'login/otp-verify', mixed), 401);

  // A copy: its counter falls behind the original's.
  await phone.unplug();
  const clone = await addKey(session, 'internal');
  await clone.plant({ ...original, signCount: 0 });
  expect('a cloned passkey is refused by its counter', await signIn(page), 401);
  await clone.unplug();
  const back = await addKey(session, 'internal');
  await back.plant({ ...original, signCount: original.signCount + 100 });
  const healthy = await signIn(page);
  expect('and the original still signs in', healthy, 200);

  // Removed.
  const id = String((added.body.passkey as Json).id);
  const removed = await call(page, 'DELETE', `passkeys/${id}`, undefined, tokenOf(healthy));
  expect('a passkey is removed', removed, 200);
  check(
    'with what the browser’s signal takes',
    typeof removed.body.rp_id === 'string',
    told(removed),
  );
  expect('and signs nobody in', await signIn(page), 401);

  await checkDocumentedPasskeys(checks, { browser, url: server.url, origin: app.origin });
} finally {
  await browser.close();
  await server.stop();
  neighbour.close();
  app.close();
}
finish();

// CDP speaks base64, WebAuthn base64url.
function toBase64Url(base64 = ''): string {
  return Buffer.from(base64, 'base64').toString('base64url');
}
