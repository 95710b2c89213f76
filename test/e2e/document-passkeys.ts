import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { build } from 'esbuild';
import type { Browser } from 'playwright-core';
import { withPrograms } from '../support/documents.ts';
import { openContext } from './browser.ts';
import type { Checks } from './checks.ts';
import { addKey } from './passkey-page.ts';
import { compile } from './run-program.ts';
import { signUp } from './sign-up.ts';

/** A site of its own whose one page has the documented functions as `documented`. */
export async function servePasskeyApp({ check }: Checks) {
  const script = await withPrograms(['passkeys.ts'], async (folder) => {
    const { status, output } = compile(folder, { lib: ['ESNext', 'DOM'], types: [] });
    check('passkeys.ts compiles', status === 0, output);
    const entryPoints = [path.join(folder, 'passkeys.ts')];
    const format = { bundle: true, write: false, globalName: 'documented' } as const;
    const { outputFiles } = await build({ entryPoints, ...format });
    return outputFiles[0]?.text ?? '';
  });
  const page = `<!doctype html><title>app</title><script>${script}</script>`;
  const site = createServer((_, response) =>
    response.setHeader('Content-Type', 'text/html').end(page),
  );
  await new Promise<void>((resolve) => site.listen(0, resolve));
  const { port } = site.address() as AddressInfo;
  return { origin: `http://localhost:${port}`, close: () => site.close() };
}

/** What a page of another origin does with the functions of src/client/README.md. */
export async function checkDocumentedPasskeys(
  { check }: Checks,
  { browser, url, origin }: { browser: Browser; url: string; origin: string },
): Promise<void> {
  const ada = await signUp(url);
  const context = await openContext(browser);
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('WebAuthn.enable');
  const phone = await addKey(session, 'internal');
  await page.goto(origin);
  const login = JSON.stringify({ url: `${url}/api/v1/auth/login`, ada });
  // Without cookies: the next sign-in would take this session's place.
  await page.evaluate(`{
    const { url, ada } = ${login};
    globalThis.passkeys = documented.createPasskeys(${JSON.stringify(url)});
    globalThis.logIn = async () =>
      (await fetch(url, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ ...ada, code: undefined, token_delivery: 'body' }),
      })).json();
  }`);
  type Told = Record<string, unknown> & { user?: { email?: string } };
  const tell = (work: string) =>
    page.evaluate(
      `(async () => { ${work} })().catch((error) => ({ error: error.message }))`,
    ) as Promise<Told>;
  const holds = (name: string, told: Told, right: boolean) =>
    check(name, right, JSON.stringify(told).slice(0, 500));

  const added = await tell(`
    const { access_token } = await logIn();
    globalThis.old = access_token;
    return passkeys.register(access_token, 'Phone');
  `);
  const [kept] = await phone.credentials();
  holds('passkeys.ts registers a passkey from another origin', added, kept !== undefined);
  const named = await tell('return passkeys.signIn();');
  holds('and signs in without a name', named, named.user?.email === ada.email);
  const second = await tell('return passkeys.finishSignIn(await logIn());');
  holds('and finishes a sign-in by password', second, second.user?.email === ada.email);
  const { id } = (added.passkey ?? {}) as { id?: string };
  const remove = (token: string) => `await passkeys.remove(${token}, ${JSON.stringify(id)});`;
  const refused = await tell(`${remove('old')} return {};`);
  holds(
    'and is told where a proof is too weak',
    refused,
    refused.error === 'reauthentication_required',
  );
  const removed = await tell(`
    const { access_token } = await passkeys.stepUp(old);
    ${remove('access_token')}
    return logIn();
  `);
  holds('and removes it after a step-up', removed, removed.access_token !== undefined);
  await context.close();
}
