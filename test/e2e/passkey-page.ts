import type { BrowserContext, CDPSession, Page } from 'playwright-core';

/** What a ceremony or a call came to: the answer, or the error that the browser raised. */
export type Outcome = { status: number; body: Record<string, unknown>; error: string | null };
export type Json = Record<string, unknown>;

/** Functions of the page: what an app does with the browser's own JSON conversions. */
const SCRIPT = `
  async function call(method, path, body, token) {
    const response = await fetch('/api/v1/auth/' + path, {
      method,
      headers: {
        ...(body === null ? {} : { 'Content-Type': 'application/json' }),
        ...(token === null ? {} : { Authorization: 'Bearer ' + token }),
      },
      ...(body === null ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: await response.json(), error: null };
  }
  const failed = (error) => ({ status: 0, body: {}, error: error.name });
  async function create(options) {
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
    const made = await navigator.credentials.create({ publicKey });
    return { status: 0, body: made.toJSON(), error: null };
  }
  async function get(options) {
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
    const proof = await navigator.credentials.get({ publicKey });
    return { status: 0, body: proof.toJSON(), error: null };
  }
`;

/**
 * Opens a page of this origin with the functions of an app. The service's own pages for passkeys
 * are not needed: the browser is told that this one is there.
 */
export async function openPage(context: BrowserContext, origin: string): Promise<Page> {
  const page = await context.newPage();
  const url = `${origin}/passkeys-of-this-test`;
  await page.route(url, (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: `<!doctype html><title>passkeys</title><script>${SCRIPT}</script>`,
    }),
  );
  await page.goto(url);
  return page;
}

const run = (page: Page, expression: string): Promise<Outcome> =>
  page.evaluate(`(${expression}).catch(failed)`) as Promise<Outcome>;
const text = (value: unknown) => JSON.stringify(value ?? null);

/** Calls the service from a page, with its cookies, as an app's code would. */
export const call = (page: Page, method: string, path: string, body?: Json, token?: string) =>
  run(page, `call(${text(method)}, ${text(path)}, ${text(body)}, ${text(token)})`);

/** Makes a passkey from options. */
export const create = (page: Page, options: Json) => run(page, `create(${text(options)})`);

/** Makes a proof from options. */
export const get = (page: Page, options: Json) => run(page, `get(${text(options)})`);

export type VirtualKey = Awaited<ReturnType<typeof addKey>>;

/** What the browser tells of a passkey of a virtual authenticator. */
type Credential = { credentialId: string; signCount: number };

/** Plugs a virtual authenticator into a page's browser (CDP, domain WebAuthn). */
export async function addKey(session: CDPSession, transport: 'internal' | 'usb') {
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport,
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return {
    credentials: async (): Promise<Credential[]> =>
      (await session.send('WebAuthn.getCredentials', { authenticatorId })).credentials,
    plant: (credential: Credential) =>
      session.send('WebAuthn.addCredential', {
        authenticatorId,
        credential: credential as Parameters<typeof session.send>[1] as never,
      }),
    verifyUser: (isUserVerified: boolean) =>
      session.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified }),
    unplug: () => session.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId }),
  };
}
