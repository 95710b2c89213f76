import { giveRoles } from './edit-users.ts';
import { bearer, newcomer, signIn, type Tokens } from './people.ts';
import type { TestApp } from './test-app.ts';

export const CALLBACK = 'https://app.example.com/callback';

/** A client as the API shows it; `client_secret` only once. */
export type ShownClient = {
  client_id: string;
  client_name: string;
  client_secret?: string;
  secrets: { created_at: string }[];
  disabled_at: string | null;
  updated_at: string;
} & Record<string, unknown>;

/** A user with a role, who has just signed in. */
export async function official(app: TestApp, role: 'admin' | 'staff') {
  const person = await newcomer(app);
  await giveRoles([role], { id: person.user.id });
  return { ...person, ...(await signIn(app, person.email)) };
}

/** Requests of the routes about clients, by one person. */
export function clientsBy(app: TestApp, by: Tokens) {
  const send = (method: string, tail = '', body?: object) =>
    app.fetch(`/api/v1/admin/clients${tail}`, {
      method,
      headers: { ...bearer(by.access_token), 'Content-Type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  return {
    list: () => send('GET'),
    view: (id: string) => send('GET', `/${id}`),
    register: (body: object = {}) =>
      send('POST', '', { client_name: 'App', redirect_uris: [CALLBACK], ...body }),
    change: (id: string, body: object) => send('PATCH', `/${id}`, body),
    remove: (id: string) => send('DELETE', `/${id}`),
    rotate: (id: string, body?: object) => send('POST', `/${id}/rotate-secret`, body),
  };
}

/** The client in an answer. */
export const clientIn = (answer: Response) => answer.json<ShownClient>();
