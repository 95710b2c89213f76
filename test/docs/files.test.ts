import { describe, expect, it } from 'vitest';
import { documentOf, routesOf } from '../support/api-document.ts';
import { createTestApp } from '../support/test-app.ts';

type Script = { listen: string; script: { exec: string[] } };
type Item = { name: string; request: { method: string; url: string }; event: Script[] };
type Collection = {
  variable: { key: string; value: string }[];
  item: { name: string; item: Item[] }[];
};

// `npm run e2e:api` runs both files with newman and httpYac.
const app = createTestApp();
const collectionOf = async (from = app) =>
  (await from.fetch('/api/schema/postman.json')).json<Collection>();
const itemsOf = ({ item }: Collection) => item.flatMap((folder) => folder.item);
const httpFileOf = async (from = app) => (await from.fetch('/api/schema/latchkey.http')).text();
const isMail = ({ request }: Item) => request.url.includes('/dev/mailbox');

/** Every example of the document, by its name in the files. */
function shown(): string[] {
  return routesOf(documentOf(app.app)).flatMap(({ operationId, requestBody }) => {
    const names = Object.keys(requestBody?.content['application/json']?.examples ?? {});
    return names.length < 2 ? [operationId] : names.map((name) => `${operationId}_${name}`);
  });
}

describe('the .http file', () => {
  it('contains every request of the document', async () => {
    const text = await httpFileOf();
    const named = [...text.matchAll(/^# @name (\w+)$/gm)].map((match) => match[1]);
    expect([...new Set(named)].filter((name) => name !== 'mailbox').sort()).toEqual(shown().sort());
  });

  it('skips only what cannot be run', async () => {
    const disabled = [...(await httpFileOf()).matchAll(/^# @name (\w+)\n# @disabled true$/gm)].map(
      (match) => match[1],
    );
    expect(disabled.sort()).toEqual([
      // Codes of an authenticator app: no runner is one.
      'confirmTotp',
      // A second step before the first sign-in: no sequence of requests leads there.
      'dropDeadLetter',
      'exchangeToken_second_factor',
      // What only a device, an authenticator or its owner's notes can answer.
      'finishSignIn_credential',
      'finishSignIn_recovery_code',
      // Nothing without `PASSKEY_ORIGINS`; and what only an authenticator can answer.
      'getPasskeyOrigins',
      'registerPasskey',
      'removeFactor',
      'removePasskey',
      'renamePasskey',
      'replaceRecoveryCodes',
      'retryDeadLetter',
      'signInWithPasskey_browser',
      'signInWithPasskey_client',
      'stepUp_credential',
      'stepUp_otp',
      'stepUp_recovery_code',
    ]);
  });

  it('defines every variable for people, and refers to named requests only', async () => {
    const text = await httpFileOf();
    const defined = [...text.matchAll(/^@(\w+) = /gm)].map((match) => match[1]);
    const named = [...text.matchAll(/^# @name (\w+)$/gm)].map((match) => match[1]);
    for (const [, name] of text.matchAll(/\{\{(\w+)\}\}/g)) expect(defined).toContain(name);
    for (const [, name] of text.matchAll(/\{\{(\w+)\.response/g)) expect(named).toContain(name);
    expect(text).toContain('@baseUrl = https://auth.test');
  });
});

describe('the Postman collection', () => {
  it('contains every request of the document, each asserting its status', async () => {
    const items = itemsOf(await collectionOf()).filter((item) => !isMail(item));
    const statuses = items.map(({ event }) => {
      const tests = event.filter(({ listen }) => listen === 'test');
      return /to\.have\.status\((2\d\d)\)/.exec(tests.map((one) => one.script.exec).join())?.[1];
    });
    expect(statuses).not.toContain(undefined);
    const targets = new Set(items.map(({ request }) => `${request.method} ${request.url}`));
    expect(targets.size).toBeGreaterThanOrEqual(routesOf(documentOf(app.app)).length);
  });

  it('defines every variable, and gives each request a unique name', async () => {
    const collection = await collectionOf();
    const known = collection.variable.map(({ key }) => key);
    for (const [, name] of JSON.stringify(collection).matchAll(/\{\{(\w+)\}\}/g))
      expect(known).toContain(name);
    const names = itemsOf(collection).map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  it('skips requests that need an operator’s secret until it is filled in', async () => {
    const flush = itemsOf(await collectionOf()).find(({ request }) =>
      request.url.endsWith('/cron/flush-tokens'),
    );
    const [before] = flush?.event.filter(({ listen }) => listen === 'prerequest') ?? [];
    expect(before?.script.exec.join()).toBe(
      "if (!pm.variables.get('cronSecret')) pm.execution.skipRequest();",
    );
  });
});

describe('without an open mailbox', () => {
  it('neither file reads it', async () => {
    const secret = 'a-secret-that-only-the-tests-know';
    const env = { ENVIRONMENT: 'staging', MAILBOX_SECRET: secret, RATE_LIMITS: '{}' };
    const staging = createTestApp({ env });
    expect(itemsOf(await collectionOf(staging)).length).toBeGreaterThan(20);
    expect(JSON.stringify(await collectionOf(staging))).not.toContain('/dev/mailbox');
    expect(await httpFileOf(staging)).not.toContain('/dev/mailbox');
  });
});
