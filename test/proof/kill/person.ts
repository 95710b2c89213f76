import type { MailServer } from '../mail-server.ts';
import type { Seeded } from '../seeded.ts';
import type { Answer, Connection, Request } from './connection.ts';
import { makeProof, type Proof } from './proof.ts';
import { createRecord, type Device, deviceIn, note, noteMail } from './record.ts';

const FIRST_PASSWORD = 'correct-Horse-7-battery';
/** A change that died half-way is settled by then, in milliseconds (`guard/change-user.ts`). */
const SETTLED = 20_000;
const OPTIONS = { token_delivery: 'both' };

export type World = {
  connection: Connection;
  mails: MailServer;
  random: Seeded;
  /** Notes what a client may not see; a fault of the service. */
  fault: (what: string) => void;
};
export type Person = ReturnType<typeof createPerson>;

/**
 * A person with any number of devices, who knows what was acknowledged to them. An answer that got
 * lost is asked for again with what they had.
 */
export function createPerson(world: World, email: string) {
  const { connection, random, fault } = world;
  const record = createRecord(email, FIRST_PASSWORD);
  const cookies = new Map<string, string>();
  const { live, ended, counts } = record;

  const problem = (what: string, { status, body, lost }: Answer) =>
    fault(`${record.email}: ${what}: ${status} ${String(body.code ?? '')}, ${lost} lost`);
  const ask = (method: string, path: string, request: Request = {}) =>
    connection.ask(method, path, { ...request, cookies });
  const post = (path: string, json: object, token?: string) =>
    ask('POST', path, { json, ...(token === undefined ? {} : { token }) });
  /** A new password, which no other has had. */
  const freshPassword = () => `${FIRST_PASSWORD}-${crypto.randomUUID()}`;
  /** Devices whose sessions are not hidden by a change that died. */
  const usable = () => live.filter(({ hiddenUntil }) => hiddenUntil < Date.now());

  /** Signs in, by whatever the path wants. Returns whether it was acknowledged. */
  async function enter(path: string, json: object): Promise<Answer> {
    const answer = await twoSteps(() => post(path, { ...json, ...OPTIONS }));
    const isIn = answer.status === 200;
    note(counts.signIns, answer, isIn ? 1 : 0);
    if (isIn) live.push(deviceIn(answer.body));
    if (isIn) record.id = (answer.body.user as { id: string }).id;
    return answer;
  }

  /** Takes the first step, and the second if there is one; again if it was done, and not told. */
  async function twoSteps(first: () => Promise<Answer>): Promise<Answer> {
    const begun = Date.now();
    const asked = await first();
    const { mfa_token, passkey_options } = asked.body;
    if (mfa_token === undefined || record.factors === null) return asked;
    const { proofsTried } = record;
    const proof = await makeProof(record.factors, { random, proofsTried }, passkey_options);
    const json = { mfa_token, ...proof.json, ...OPTIONS };
    const answer = await post('/login/otp-verify', json);
    if (answer.status === 200) noteProof(proof);
    const lost = asked.lost + answer.lost;
    noteSentAgain(answer);
    if (answer.status === 200) return { ...answer, lost };
    if (answer.lost === 0) {
      const code = `${String(answer.body.code)} by ${proof.kind}`;
      return { ...answer, body: { ...answer.body, code }, lost };
    }
    if (proof.isGood() && !(await hasBegun(begun)))
      connection.noteSpent(`sign-in by ${proof.kind}`);
    const again = await twoSteps(first);
    return { ...again, lost: lost + again.lost };
  }

  /** Whether a session has begun since, as far as a device can tell. */
  async function hasBegun(since: number): Promise<boolean> {
    const token = usable()[0]?.access;
    if (token === undefined) return true;
    const { body } = await ask('GET', '/sessions', { token });
    const sessions = (body.sessions ?? []) as { created_at: string }[];
    return sessions.some(({ created_at }) => Date.parse(created_at) >= since);
  }

  /** Keeps a proof that must not work again. A passkey's answers are of one challenge anyway. */
  function noteProof({ json }: Proof): void {
    if (!('credential' in json)) record.usedProofs.push(json);
  }

  /** A proof that is sent again may be judged again, and then costs a try. */
  function noteSentAgain({ lost }: Answer): void {
    if (lost > 0) record.proofsTried += Math.max(2, lost);
  }

  /** Tries a second proof that was used before. */
  async function tryUsed(proof: object): Promise<void> {
    const { email, password } = record;
    const { body } = await post('/login', { email, password });
    const answer = await post('/login/otp-verify', { mfa_token: body.mfa_token, ...proof });
    if (answer.status !== 401) problem('a second proof works twice', answer);
  }

  async function signIn(): Promise<void> {
    const answer = await enter('/login', { email: record.email, password: record.password });
    if (answer.status !== 200) problem('a sign-in is refused', answer);
  }

  /** A refusal is counted as a failure, and a success as a sign-in. */
  async function tryPassword(password: string, name = record.email): Promise<Answer> {
    const answer = await enter('/login', { email: name, password });
    if (name === record.email) note(counts.failures, answer, answer.status === 401 ? 1 : 0);
    return answer;
  }

  /** A wrong password, and then the right one: failures are never in a row. */
  async function failToSignIn(): Promise<void> {
    const answer = await tryPassword('wrong-Horse-7-battery');
    if (answer.status !== 401) problem('a wrong password is answered', answer);
    await signIn();
  }

  /** A third of them by two tabs at once. */
  async function refresh(device: Device): Promise<void> {
    const json = { refresh: device.refresh };
    const tabs = random.below(3) === 0 ? 2 : 1;
    const answers = await Promise.all(
      Array.from({ length: tabs }, () => post('/token/refresh', json)),
    );
    const [answer] = answers as [Answer];
    for (const one of answers) if (one.status !== 200) problem('a refresh is refused', one);
    if (answers.some(({ status }) => status !== 200)) return;
    const tokens = new Set(answers.map(({ body }) => jtiOf(body.refresh_token as string)));
    if (tokens.size > 1) problem('two tabs have two tokens', answer);
    takeTokens(device, answer);
  }

  /** Puts the tokens of an answer in place of a device's. */
  function takeTokens(device: Device, { body }: Answer): void {
    device.former = { refresh: device.refresh, at: Date.now() };
    device.oldest ??= device.former;
    device.access = body.access_token as string;
    device.refresh = body.refresh_token as string;
  }

  function setAside(device: Device): void {
    live.splice(live.indexOf(device), 1);
    ended.push(device);
  }

  async function logOut(device: Device): Promise<void> {
    const answer = await ask('POST', '/logout', { token: device.access });
    note(counts.logOuts, answer, answer.status === 200 ? 1 : 0);
    if (answer.status !== 200 && answer.lost === 0) problem('a sign-out is refused', answer);
    setAside(device);
  }

  async function endOther(device: Device): Promise<void> {
    const other = random.pick(usable().filter((one) => one !== device));
    if (other === undefined) return signIn();
    const answer = await ask('DELETE', `/sessions/${other.id}`, { token: device.access });
    const isEnded = answer.status === 200 || (answer.status === 404 && answer.lost > 0);
    if (!isEnded) return problem('ending a session is refused', answer);
    setAside(other);
  }

  async function endOthers(device: Device): Promise<void> {
    const others = live.filter((one) => one !== device);
    const answer = await ask('POST', '/sessions/terminate-all', { token: device.access });
    if (answer.status !== 200) return problem('ending all others is refused', answer);
    for (const other of others) setAside(other);
    endGrants();
  }

  /** What ends everything else ends what apps hold, too. */
  function endGrants(): void {
    record.endedGrants.push(...record.grants.splice(0));
  }

  async function rename(device: Device): Promise<void> {
    const letters = Array.from({ length: 8 }, () => String.fromCharCode(97 + random.below(26)));
    const name = `Name ${letters.join('')}`;
    const answer = await ask('PATCH', '/profile', {
      token: device.access,
      json: { first_name: name },
    });
    if (answer.status !== 200) return problem('a name is refused', answer);
    record.name = name;
  }

  /** What follows a new password that was acknowledged. */
  function takePassword(password: string, kept: Device | null): void {
    record.formerPassword = record.password;
    record.password = password;
    for (const other of live.filter((one) => one !== kept)) setAside(other);
    endGrants();
  }

  /** After a lost answer exactly one of the two passwords is the right one. */
  async function findPassword(next: string, count = counts.passwords): Promise<void> {
    note(count, { lost: 1 }, 0);
    const others = [...live];
    for (const held of [...others, ...record.grants]) held.hiddenUntil = Date.now() + SETTLED;
    const byOld = await tryPassword(record.password);
    const byNew = await tryPassword(next);
    if ((byOld.status === 200) === (byNew.status === 200))
      problem(`old ${byOld.status}, and the new one`, byNew);
    if (byNew.status !== 200 && count === counts.resets) connection.noteSpent('reset');
    if (byNew.status !== 200) return;
    takePassword(next, live.find((one) => !others.includes(one)) ?? null);
  }

  async function changePassword(device: Device): Promise<void> {
    const next = freshPassword();
    const json = { old_password: record.password, new_password: next };
    const request = { token: device.access, json, cookies };
    const answer = await connection.tryOnce('POST', '/password/change', request);
    const mail = { to: record.email, subject: 'Your Latchkey password was changed' };
    if (answer?.status === 200) {
      note(counts.passwords, answer);
      noteMail(record, mail, answer);
      takePassword(next, device);
      const { access, refresh: token } = deviceIn(answer.body);
      Object.assign(device, { access, refresh: token, former: null, oldest: null });
      return;
    }
    if (answer !== null && answer.status < 500) return problem('a password is refused', answer);
    noteMail(record, mail, { lost: 1 }, 0);
    await connection.whenUp();
    // Its session goes on, by a token that it may not have got.
    live.splice(live.indexOf(device), 1);
    await findPassword(next);
  }

  return {
    ...{ world, record, cookies, problem, ask, post, freshPassword, usable },
    ...{ enter, signIn, tryPassword, failToSignIn, refresh, logOut, endOther, endOthers, rename },
    ...{
      takePassword,
      findPassword,
      changePassword,
      takeTokens,
      noteProof,
      noteSentAgain,
      tryUsed,
      setAside,
    },
  };
}

/** The id of a refresh token. */
export function jtiOf(token: string): string {
  const [, claims = ''] = token.split('.');
  return (JSON.parse(Buffer.from(claims, 'base64url').toString()) as { jti: string }).jti;
}
