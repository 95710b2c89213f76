import { verifyGrants } from './apps.ts';
import { jtiOf, type Person } from './person.ts';
import { verifyIdentity } from './providers.ts';
import type { Device } from './record.ts';

/** Of the sessions and links that are gone, this many are looked at each time. */
const LOOKED_AT = 6;
/** How long ago a token may be replaced, so that it is surely within its grace. Milliseconds. */
const WITHIN_GRACE = 30_000;

/** Compares the service with what it has acknowledged. Returns how much was compared. */
export async function verify(person: Person): Promise<number> {
  const { record, usable } = person;
  let compared = 0;
  for (const device of usable()) compared += await verifyLive(person, device);
  const [recent] = usable().filter(({ former }) => (former?.at ?? 0) > Date.now() - WITHIN_GRACE);
  if (recent !== undefined) compared += await verifyGrace(person, recent);
  for (const device of record.ended.slice(-LOOKED_AT))
    compared += await verifyEnded(person, device);
  for (const { path, json } of [...record.links.slice(-LOOKED_AT), ...record.codes.splice(0)]) {
    const answer = await person.post(path, json);
    if (answer.status !== 401) person.problem(`${path} takes something twice`, answer);
    compared++;
  }
  compared += await verifyGrants(person);
  compared += await verifyIdentity(person);
  return compared + (await verifyNames(person)) + (await verifyProofs(person));
}

async function verifyLive({ record, ask, problem }: Person, device: Device): Promise<number> {
  const me = await ask('GET', '/me', { token: device.access });
  if (me.status !== 200) problem('a session is lost', me);
  else {
    if (record.name !== '' && me.body.first_name !== record.name)
      problem(`the name ${record.name} is ${String(me.body.first_name)}`, me);
    if (me.body.email !== record.email)
      problem(`the address ${record.email} is ${String(me.body.email)}`, me);
  }
  return 1;
}

/** A token that was replaced a moment ago is answered with its successor, and no other. */
async function verifyGrace({ post, problem }: Person, device: Device): Promise<number> {
  const answer = await post('/token/refresh', { refresh: device.former?.refresh });
  if (answer.status !== 200) problem('a token is refused within its grace', answer);
  else if (jtiOf(answer.body.refresh_token as string) !== jtiOf(device.refresh))
    problem('another token is current than the one that was acknowledged', answer);
  return 1;
}

async function verifyEnded({ ask, post, problem }: Person, device: Device): Promise<number> {
  const me = await ask('GET', '/me', { token: device.access });
  if (me.status !== 401) problem('an ended session lives', me);
  const again = await post('/token/refresh', { refresh: device.refresh });
  if (again.status !== 401) problem('an ended session is refreshed', again);
  return 2;
}

/** A former password and a former address let nobody in. The right ones do, afterwards. */
async function verifyNames(person: Person): Promise<number> {
  const { record, problem, tryPassword } = person;
  const { formerPassword, formerEmail, password } = record;
  // Once: a name that nobody has locks as any other does.
  record.formerEmail = null;
  if (formerEmail !== null) {
    const answer = await tryPassword(password, formerEmail);
    if (answer.status !== 401) problem('a former address is answered', answer);
  }
  if (formerPassword !== null) {
    const answer = await tryPassword(formerPassword);
    if (answer.status !== 401) problem('a former password is answered', answer);
    await person.signIn();
  }
  return Number(formerEmail !== null) + 2 * Number(formerPassword !== null);
}

/**
 * Wrong second proofs of a person in an hour: fewer than use up their lane (`guard/try-rule.ts`),
 * with room for proofs that are sent again because their answer got lost.
 */
const MOST_WRONG = 6;

/** A second proof works once. Few are tried at a time: five wrong ones in a row lock the lane. */
async function verifyProofs(person: Person): Promise<number> {
  const { record } = person;
  const left = Math.min(2, MOST_WRONG - record.proofsTried);
  const used = record.usedProofs.splice(0).slice(0, left);
  record.proofsTried += used.length;
  for (const proof of used) await person.tryUsed(proof);
  if (used.length > 0) await person.signIn();
  return used.length;
}

/** Who presents a token that was replaced long ago ends the session. Returns how many did. */
export async function replayOld(person: Person, grace: number): Promise<number> {
  const { post, ask, problem, usable } = person;
  const old = usable().filter(({ oldest }) => oldest !== null && oldest.at + grace < Date.now());
  for (const device of old.slice(0, 2)) {
    const answer = await post('/token/refresh', { refresh: device.oldest?.refresh });
    if (answer.status !== 401) problem('an old token is answered', answer);
    const me = await ask('GET', '/me', { token: device.access });
    if (me.status !== 401) problem('a session outlives the theft of its token', me);
  }
  return Math.min(old.length, 2);
}
