import { APP, type AppTokens, askForCode, exchangeForm, refreshForm, revokeForm } from '../app.ts';
import { type Jar, jarOf, tokenIn } from '../page.ts';
import { type Api, Unexpected } from './api.ts';
import type { Device, Person } from './person.ts';

const CONNECTIONS = '/account/connections';

/**
 * Lets an app use the account, which asks who it is, refreshes, and keeps its access, gives it
 * back, or loses it.
 */
export async function useApp(api: Api, person: Person, device: Device): Promise<void> {
  const jar = jarOf(device.refresh);
  const tokens = await letIn(api, person, jar);
  await whoIs(api, person, tokens);
  const renewed = await refresh(api, person, tokens);
  await whoIs(api, person, renewed);
  const end = api.random.below(3);
  if (end === 0) return;
  if (end === 1) await api.askApp(person, '/oauth/revoke', { form: revokeForm(renewed) });
  else await withdraw(api, person, jar);
  await api.askApp(person, '/oauth/userinfo', { token: renewed.access_token, expect: 401 });
  await api.askApp(person, '/oauth/token', { form: refreshForm(renewed), expect: 400 });
}

async function letIn(api: Api, { ip, ...person }: Person, jar: Jar): Promise<AppTokens> {
  const asked = await askForCode((path, form) =>
    api.askPage(form === undefined ? 'GET' : 'POST', path, {
      ...{ jar, ip, expect: null },
      ...(form === undefined ? {} : { form }),
    }),
  );
  if ('end' in asked) throw new Unexpected(`no code, but ${asked.end.status} ${asked.end.to}`);
  const { body } = await api.askApp({ ip, ...person }, '/oauth/token', {
    form: exchangeForm(asked),
  });
  return body as AppTokens;
}

async function whoIs(api: Api, person: Person, { access_token: token }: AppTokens): Promise<void> {
  const { body } = await api.askApp(person, '/oauth/userinfo', { token });
  if (body.sub !== person.id) throw new Unexpected('the app knows somebody else');
}

/** By one instance of the app, or by several at once. */
async function refresh(api: Api, person: Person, tokens: AppTokens): Promise<AppTokens> {
  const many = api.random.below(3) === 0 ? 4 : 1;
  const form = refreshForm(tokens);
  const answers = await Promise.all(
    Array.from({ length: many }, () => api.askApp(person, '/oauth/token', { form })),
  );
  return answers[0]?.body as AppTokens;
}

async function withdraw(api: Api, { ip }: Person, jar: Jar): Promise<void> {
  const opened = await api.askPage('GET', CONNECTIONS, { jar, ip });
  const form = { csrf_token: tokenIn(opened) ?? '', withdraw: APP.id };
  await api.askPage('POST', CONNECTIONS, { jar, ip, form, expect: 303 });
}
