import { EXAMPLE_IDS } from '../../src/http/example-values.ts';
import { type ApiDocument, type Route, routesOf } from './api-document.ts';
import { CLIENT, CRON_SECRET, LETTER, type World } from './example-world.ts';

/** A request shown in the document. */
export type Case = {
  title: string;
  route: Route;
  name: string;
  type: string | null;
  body: unknown;
};

/** Every request shown in the document: examples by media type, and operations without a body. */
export const examplesOf = (document: ApiDocument): Case[] =>
  routesOf(document).flatMap<Case>((route) => {
    const where = `${route.method} ${route.path}`;
    const media = Object.entries(route.requestBody?.content ?? {});
    if (media.length === 0)
      return [{ title: where, route, name: 'example', type: null, body: undefined }];
    return media.flatMap(([type, { examples = {} }]) =>
      Object.entries(examples).map(([name, { value }]) => ({
        title: `${where}: ${name} as ${type}`,
        route,
        name,
        type,
        body: value,
      })),
    );
  });

/** The headers for credentials and the type of the body. */
export function headersOf(
  { route: { security = [] }, name, type }: Case,
  { tokens }: World,
): Record<string, string> {
  const schemes = security.flatMap(Object.keys);
  return {
    ...(schemes.includes('bearer') && tokens !== null
      ? { Authorization: `Bearer ${tokens.access_token}` }
      : {}),
    ...(schemes.includes('client') ? { Authorization: `Basic ${btoa(CLIENT)}` } : {}),
    ...(type === null ? {} : { 'Content-Type': type }),
    ...(name === 'browser' ? { Origin: 'https://auth.test' } : {}),
    ...(schemes.includes('cronSecret') ? { 'X-Cron-Secret': CRON_SECRET } : {}),
  };
}

/** The path with its parameters' examples, except ids, which name real rows. */
export function pathOf(
  { path, parameters = [] }: Route,
  { otherSession, otherUser, secrets }: World,
): string {
  const filled = path.replaceAll(/\{\w+\}/g, (template) => {
    const parameter = parameters.find(
      ({ name, in: place }) => place === 'path' && `{${name}}` === template,
    );
    if (template === '{id}' && path.includes('/mfa/'))
      return secrets.find(([placeholder]) => placeholder === parameter?.example)?.[1] ?? '';
    const passkey = secrets.find(([placeholder]) => placeholder === EXAMPLE_IDS.passkey);
    if (path.includes('/passkeys/')) return passkey?.[1] ?? '';
    const client = secrets.find(([placeholder]) => placeholder === EXAMPLE_IDS.client);
    const letter = secrets.find(([placeholder]) => placeholder === LETTER);
    if (path.includes('/dead-letters/')) return letter?.[1] ?? '';
    if (template === '{client_id}') return client?.[1] ?? '';
    if (template === '{id}') return path.includes('/sessions/') ? otherSession : otherUser;
    return encodeURIComponent(String(parameter?.example));
  });
  const query = parameters.filter(
    (parameter) => parameter.in === 'query' && parameter.example !== undefined,
  );
  return query.length === 0
    ? filled
    : `${filled}?${new URLSearchParams(query.map(({ name, example }) => [name, String(example)]))}`;
}

/** The body with real secrets in place of the example's. */
export function bodyOf({ type, body }: Case, { secrets }: World): string | null {
  if (type === null) return null;
  const text = secrets.reduce(
    (filled, [placeholder, real]) => filled.replace(placeholder, real),
    JSON.stringify(body),
  );
  return type === 'application/json'
    ? text
    : new URLSearchParams(JSON.parse(text) as Record<string, string>).toString();
}
