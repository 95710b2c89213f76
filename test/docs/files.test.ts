import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { documentOf, routesOf } from '../support/api-document.ts';
import { cheapArgon2 } from '../support/cheap-argon2.ts';
import { CLIENT, CRON_SECRET } from '../support/example-world.ts';
import { newcomer } from '../support/people.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

type Item = {
  name: string;
  request: {
    method: string;
    url: string;
    header: { key: string; value: string }[];
    auth: { type: string };
    body?: { raw: string };
  };
};
type Collection = {
  info: { schema: string };
  variable: { key: string; value: string }[];
  item: { name: string; item: Item[] }[];
};
type Sent = { method: string; url: string; headers: Record<string, string>; body: string | null };

const app = createTestApp();
const collectionOf = async (from: TestApp) =>
  (await from.fetch('/api/schema/postman.json')).json<Collection>();
const itemsOf = ({ item }: Collection) => item.flatMap((folder) => folder.item);

/** How many requests the document shows. */
function shown(): number {
  const counts = routesOf(documentOf(app.app)).map(({ requestBody }) =>
    requestBody === undefined
      ? 1
      : Object.keys(requestBody.content['application/json']?.examples ?? {}).length,
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

/** Reads a `.http` file as its editors do: variables, then requests between lines of `###`. */
function readHttpFile(text: string): {
  variables: Record<string, string>;
  names: string[];
  requests: Sent[];
} {
  const [head = '', ...parts] = text.split(/^###.*$/m);
  const variables = Object.fromEntries(
    [...head.matchAll(/^@(\w+) =(?: (.*))?$/gm)].map(([, name = '', value = '']) => [name, value]),
  );
  const requests = parts.map((part) => {
    const lines = part.split('\n').filter((line) => !line.startsWith('#'));
    const [start = '', ...rest] = lines.join('\n').trim().split('\n');
    const [fields = '', ...body] = rest.join('\n').split('\n\n');
    const [method = '', url = ''] = start.split(' ');
    const headers = Object.fromEntries(
      fields
        .split('\n')
        .filter(Boolean)
        .map((line) => [line.split(': ')[0], line.split(': ').slice(1).join(': ')]),
    );
    return { method, url, headers, body: body.length === 0 ? null : body.join('\n\n') };
  });
  return {
    variables,
    names: [...text.matchAll(/^# @name (\w+)$/gm)].map((match) => match[1] ?? ''),
    requests,
  };
}

/** Sends a request, its variables filled in, and says how it was answered. */
async function send(
  target: TestApp,
  { method, url, headers, body }: Sent,
  variables: Record<string, string>,
): Promise<string> {
  const fill = (text: string) =>
    text.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => variables[name] ?? `missing ${name}`);
  const init = {
    method,
    headers: Object.entries(headers).map(([name, value]): [string, string] => [name, fill(value)]),
  };
  const response = await target.fetch(fill(url).replace('https://auth.test', ''), {
    ...init,
    body: body === null ? null : fill(body),
  });
  const code = response.status < 400 ? 'ok' : (await response.json<{ code: string }>()).code;
  return `${response.status} ${code}`;
}

/** What only a request that was put together wrongly is answered with. */
const BROKEN = [
  '400 validation_error',
  '400 invalid_json',
  '401 token_missing',
  '401 invalid_client',
  '403 forbidden',
  '415 unsupported_media_type',
];

async function createTarget() {
  const target = createTestApp({
    env: { CRON_SECRET, INTROSPECTION_CLIENTS: CLIENT },
    argon2: cheapArgon2,
  });
  const person = async () => {
    const {
      access_token: accessToken,
      refresh_token: refreshToken,
      session_id: id,
      user,
    } = await newcomer(target);
    await env.DB.prepare('update users set roles = ? where id = ?')
      .bind('["user","admin"]', user.id)
      .run();
    const [clientId = '', clientSecret = ''] = CLIENT.split(':');
    const secrets = {
      act: 'lock',
      code: '123456',
      token: 'none',
      mfaToken: 'none',
      cronSecret: CRON_SECRET,
      clientId,
      clientSecret,
    };
    return { baseUrl: 'https://auth.test', accessToken, refreshToken, id, ...secrets };
  };
  return { target, person };
}

describe('the .http file', () => {
  it('has every request of the document, each answered as something that was meant', async () => {
    const { target, person } = await createTarget();
    const { requests } = readHttpFile(
      await (await target.fetch('/api/schema/latchkey.http')).text(),
    );
    expect(requests).toHaveLength(shown());
    for (const request of requests) {
      // Some of them end the session: each is sent by somebody new.
      const variables = await person();
      const basic = `Basic ${btoa(CLIENT)}`;
      const headers = request.headers.Authorization?.startsWith('Basic')
        ? { ...request.headers, Authorization: basic }
        : request.headers;
      const answer = await send(target, { ...request, headers }, variables);
      expect(BROKEN, `${request.method} ${request.url}: ${answer}`).not.toContain(answer);
    }
  });

  it('takes its tokens from requests that it names, and defines every variable', async () => {
    const text = await (await app.fetch('/api/schema/latchkey.http')).text();
    const { variables, names } = readHttpFile(text);
    expect(variables).toMatchObject({
      baseUrl: 'https://auth.test',
      accessToken: '{{login.response.body.access_token}}',
      refreshToken: '{{login.response.body.refresh_token}}',
      token: '{{email_verify.response.body.exchange_token}}',
    });
    for (const [, name = ''] of Object.values(variables)
      .join(' ')
      .matchAll(/\{\{(\w+)\.response/g))
      expect(names).toContain(name);
    for (const [, name = ''] of text.matchAll(/\{\{(\w+)\}\}/g))
      expect(Object.keys(variables)).toContain(name);
  });
});

describe('the Postman collection', () => {
  it('has every request of the document, each answered as something that was meant', async () => {
    const { target, person } = await createTarget();
    const items = itemsOf(await collectionOf(target));
    expect(items).toHaveLength(shown());
    for (const { name, request } of items) {
      const variables = await person();
      const credentials: Record<string, string> = {
        bearer: `Bearer ${variables.accessToken}`,
        basic: `Basic ${btoa(CLIENT)}`,
      };
      const authorization = credentials[request.auth.type];
      const headers = Object.fromEntries(request.header.map(({ key, value }) => [key, value]));
      const sent = {
        ...headers,
        ...(authorization === undefined ? {} : { Authorization: authorization }),
      };
      const answer = await send(
        target,
        { ...request, headers: sent, body: request.body?.raw ?? null },
        variables,
      );
      expect(BROKEN, `${name}: ${answer}`).not.toContain(answer);
    }
  });

  it('defines every variable, and tells apart requests of one folder', async () => {
    const collection = await collectionOf(app);
    const known = collection.variable.map(({ key }) => key);
    for (const [, name = ''] of JSON.stringify(collection).matchAll(/\{\{(\w+)\}\}/g))
      expect(known).toContain(name);
    for (const { name, item } of collection.item)
      expect(new Set(item.map((one) => one.name)).size, name).toBe(item.length);
  });
});
