import {
  APP,
  type AppTokens,
  type AskedCode,
  askForCode,
  exchangeForm,
  refreshForm,
  revokeForm,
} from '../app.ts';
import { jarOf, tokenIn } from '../page.ts';
import type { AppAnswer } from './connection.ts';
import type { Person } from './person.ts';
import { type Device, type Grant, note } from './record.ts';

/** What apps and their people do, and the request at which it can be killed. */
export const APPS = {
  'let an app in': '/oauth/token authorization_code',
  'an app refreshes': '/oauth/token refresh_token',
  'an app leaves': '/oauth/revoke',
  'shut an app out': '/account/connections',
} as const;
export type AppFlow = keyof typeof APPS;

const CONNECTIONS = '/account/connections';
/** Of the grants that are gone, this many are looked at each time. */
const LOOKED_AT = 3;

function complain(person: Person, what: string, { status, body, lost }: AppAnswer): void {
  person.problem(what, { status, body: { code: body.error }, lost });
}

/**
 * Asks for a code and exchanges it. One whose answer got lost is used up, and what it gave ends.
 */
async function letIn(person: Person, device: Device): Promise<void> {
  const { record, world } = person;
  const asked = await codeFor(person, device);
  if (asked === null) return;
  const answer = await world.connection.askApp('/oauth/token', { form: exchangeForm(asked) });
  note(record.counts.grants, answer, answer.status === 200 ? 1 : 0);
  if (answer.status === 200) {
    const { byProvider } = device;
    record.grants.push({ ...(answer.body as AppTokens), hiddenUntil: 0, byProvider });
    return replay(person, asked);
  }
  if (answer.lost === 0) complain(person, 'a code is refused', answer);
}

/** Now and then: a code works once, and its replay ends what it gave (RFC 6749 §4.1.2). */
async function replay(person: Person, asked: AskedCode): Promise<void> {
  if (person.world.random.below(4) > 0) return;
  const form = exchangeForm(asked);
  const answer = await person.world.connection.askApp('/oauth/token', { form });
  if (answer.status !== 400) complain(person, 'a code works twice', answer);
  const [grant] = person.record.grants.splice(-1);
  if (grant !== undefined) person.record.endedGrants.push(grant);
}

async function codeFor(person: Person, device: Device): Promise<AskedCode | null> {
  const { connection } = person.world;
  const jar = jarOf(device.refresh);
  const asked = await askForCode((path, form) =>
    connection.askPage(path, { jar, ...(form === undefined ? {} : { form }) }),
  );
  if (!('end' in asked)) return asked;
  const { status, to } = asked.end;
  person.problem('no code is given', { status, body: { code: to }, lost: 0 });
  return null;
}

async function refresh(person: Person, grant: Grant): Promise<void> {
  const form = refreshForm(grant);
  const answer = await person.world.connection.askApp('/oauth/token', { form });
  if (answer.status !== 200) return complain(person, 'a grant is refused', answer);
  Object.assign(grant, answer.body);
}

function setAside(person: Person, grant: Grant): void {
  const { grants, endedGrants } = person.record;
  grants.splice(grants.indexOf(grant), 1);
  endedGrants.push(grant);
}

async function leave(person: Person, grant: Grant): Promise<void> {
  const form = revokeForm(grant);
  const answer = await person.world.connection.askApp('/oauth/revoke', { form });
  if (answer.status !== 200) return complain(person, 'a revocation is refused', answer);
  setAside(person, grant);
}

async function shutOut(person: Person, device: Device): Promise<void> {
  const { connection } = person.world;
  const jar = jarOf(device.refresh);
  const opened = await connection.askPage(CONNECTIONS, { jar });
  const csrf_token = tokenIn(opened);
  if (csrf_token === null) return;
  const form = { csrf_token, withdraw: APP.id };
  const { status, to, lost } = await connection.askPage(CONNECTIONS, { jar, form });
  // A second press finds it shut out already.
  const isOut = (status === 303 && to === CONNECTIONS) || (status === 404 && lost > 0);
  if (!isOut) return person.problem('an app stays', { status, body: { code: to }, lost });
  for (const grant of [...person.record.grants]) setAside(person, grant);
}

/** Does something with an app. What needs one begins with letting it in. */
export async function actByApp(person: Person, flow: AppFlow, device: Device): Promise<void> {
  const { random } = person.world;
  const grant = random.pick(person.record.grants.filter((one) => one.hiddenUntil < Date.now()));
  if (grant === undefined || flow === 'let an app in') return letIn(person, device);
  if (flow === 'an app refreshes') return refresh(person, grant);
  return flow === 'an app leaves' ? leave(person, grant) : shutOut(person, device);
}

/** Compares the grants that were acknowledged. Returns how many were looked at. */
export async function verifyGrants(person: Person): Promise<number> {
  const { connection } = person.world;
  const { grants, endedGrants } = person.record;
  const live = grants.filter(({ hiddenUntil }) => hiddenUntil < Date.now());
  for (const { access_token: token } of live) {
    const answer = await connection.askApp('/oauth/userinfo', { token });
    if (answer.status !== 200) complain(person, 'a grant is lost', answer);
    else if (answer.body.sub !== person.record.id) complain(person, 'of somebody else', answer);
  }
  const ended = endedGrants.slice(-LOOKED_AT);
  for (const grant of ended) {
    const asked = await connection.askApp('/oauth/userinfo', { token: grant.access_token });
    if (asked.status !== 401) complain(person, 'an ended grant lives', asked);
    const again = await connection.askApp('/oauth/token', { form: refreshForm(grant) });
    if (again.status !== 400) complain(person, 'an ended grant is refreshed', again);
  }
  return live.length + 2 * ended.length;
}
