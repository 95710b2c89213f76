import { setTimeout as sleep } from 'node:timers/promises';

const FIRST_PASSWORD = 'correct-Horse-7-battery';
/** How long a client asks again, in milliseconds. */
const PATIENCE = 30_000;

type Device = { id: string; access: string; refresh: string };
type Answer = { status: number; body: Record<string, unknown> };
/** How often something was answered, and how often its answer got lost. */
type Count = { told: number; lost: number };

/** What a client may not see; a fault of the service. */
export type Fault = (what: string) => void;
/** Where the runtime is, and when it will be up again. */
export type Connection = { url: string; whenUp: () => Promise<void> };

export type Client = ReturnType<typeof createClient>;

/**
 * A person with any number of devices, who knows what was acknowledged to them. An answer that got
 * lost is asked for again with what they had.
 */
export function createClient(email: string, connection: Connection, fault: Fault) {
  const counts = {
    signIns: { told: 0, lost: 0 },
    failures: { told: 0, lost: 0 },
    logOuts: { told: 0, lost: 0 },
    passwords: { told: 0, lost: 0 },
  } satisfies Record<string, Count>;
  const live: Device[] = [];
  const ended: Device[] = [];
  const known = { id: '', password: FIRST_PASSWORD, former: null as string | null, name: '' };
  const problem = (what: string, { status, body }: Answer) =>
    fault(`${email}: ${what}: ${status} ${String(body.code ?? '')}`);

  /** Asks once; null if no answer comes. */
  async function tryOnce(method: string, path: string, token?: string, json?: object) {
    try {
      const response = await fetch(`${connection.url}/api/v1/auth${path}`, {
        method,
        headers: {
          ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
          ...(json === undefined ? {} : { 'Content-Type': 'application/json' }),
        },
        ...(json === undefined ? {} : { body: JSON.stringify(json) }),
      });
      return { status: response.status, body: (await response.json()) as Answer['body'] };
    } catch {
      return null;
    }
  }

  /**
   * Asks until there is an answer. `lost`: whether an answer got lost before that one. A 503 is a
   * request to come again, after which nobody knows either what was done.
   */
  async function ask(method: string, path: string, token?: string, json?: object) {
    const until = Date.now() + PATIENCE;
    for (let lost = 0; ; lost++) {
      const answer = await tryOnce(method, path, token, json);
      if (answer !== null && answer.status < 500) return { ...answer, lost };
      if (Date.now() > until) return { ...(answer ?? { status: 0, body: {} }), lost };
      await connection.whenUp();
      await sleep(answer === null ? 50 : 300);
    }
  }

  async function signIn(password = known.password) {
    const json = { email, password, token_delivery: 'body' };
    return ask('POST', '/login', undefined, json);
  }

  async function addDevice(): Promise<void> {
    const answer = await signIn();
    counts.signIns.lost += answer.lost;
    if (answer.status !== 200) return problem('a sign-in is refused', answer);
    counts.signIns.told++;
    live.push(deviceIn(answer.body));
    known.id = (answer.body.user as { id: string }).id;
  }

  async function refresh(device: Device): Promise<void> {
    const answer = await ask('POST', '/token/refresh', undefined, { refresh: device.refresh });
    if (answer.status !== 200) return problem(`a refresh is refused, ${answer.lost} lost`, answer);
    device.access = answer.body.access_token as string;
    device.refresh = answer.body.refresh_token as string;
  }

  async function logOut(device: Device): Promise<void> {
    live.splice(live.indexOf(device), 1);
    const answer = await ask('POST', '/logout', device.access);
    counts.logOuts.lost += answer.lost;
    if (answer.status === 200) counts.logOuts.told++;
    else if (answer.lost === 0) problem('a sign-out is refused', answer);
    ended.push(device);
  }

  async function rename(device: Device): Promise<void> {
    const name = `Name ${Math.random()
      .toString(36)
      .replace(/[^a-z]/g, '')}`;
    const answer = await ask('PATCH', '/profile', device.access, { first_name: name });
    if (answer.status !== 200) return problem('a name is refused', answer);
    known.name = name;
  }

  async function failToSignIn(): Promise<void> {
    const answer = await signIn('wrong-Horse-7-battery');
    counts.failures.lost += answer.lost;
    if (answer.status === 401) counts.failures.told++;
    else problem('a wrong password is answered', answer);
  }

  /** After a lost answer exactly one of the two passwords is the right one. */
  async function changePassword(device: Device): Promise<void> {
    const next = `${FIRST_PASSWORD}-${crypto.randomUUID()}`;
    const json = { old_password: known.password, new_password: next };
    const answer = await tryOnce('POST', '/password/change', device.access, json);
    const others = live.splice(0).filter((one) => one !== device);
    if (answer?.status === 200) {
      counts.passwords.told++;
      known.former = known.password;
      known.password = next;
      live.push(deviceIn(answer.body));
      ended.push(...others);
      return;
    }
    // Whether the other devices are signed in is not said; those that hold on would ask.
    if (answer !== null && answer.status < 500) problem('a password is refused', answer);
    counts.passwords.lost++;
    await connection.whenUp();
    const [byOld, byNew] = [await signIn(), await signIn(next)];
    for (const one of [byOld, byNew]) {
      const count = one.status === 200 ? counts.signIns : counts.failures;
      count.told++;
      counts.signIns.lost += one.lost;
      counts.failures.lost += one.lost;
      if (one.status === 200) live.push(deviceIn(one.body));
    }
    if (byOld.status === byNew.status) problem(`old ${byOld.status}, and the new one`, byNew);
    if (byNew.status !== 200) return;
    known.former = known.password;
    known.password = next;
    ended.push(...others);
  }

  /** One random thing. */
  async function act(): Promise<void> {
    const device = live[Math.floor(Math.random() * live.length)];
    const dice = Math.floor(Math.random() * 20);
    if (device === undefined || dice < 4) return addDevice();
    if (dice < 9) return refresh(device);
    if (dice < 12) return logOut(device);
    if (dice < 16) return rename(device);
    if (dice < 18) return failToSignIn();
    return changePassword(device);
  }

  /** Compares the service with what it has acknowledged. Returns how much was compared. */
  async function verify(): Promise<number> {
    for (const device of live) {
      const me = await ask('GET', '/me', device.access);
      if (me.status !== 200) problem('a session is lost', me);
      else if (known.name !== '' && me.body.first_name !== known.name)
        problem(`the name ${known.name} is ${String(me.body.first_name)}`, me);
    }
    for (const device of ended.slice(-5)) {
      const me = await ask('GET', '/me', device.access);
      if (me.status !== 401) problem('an ended session lives', me);
    }
    if (known.former !== null) {
      const former = await signIn(known.former);
      counts.failures.told++;
      counts.failures.lost += former.lost;
      if (former.status !== 401) problem('a former password is answered', former);
    }
    return live.length + ended.slice(-5).length + (known.former === null ? 0 : 1);
  }

  return {
    email,
    counts,
    known,
    addDevice,
    verify,
    /** Does random things until `isOver`, and ends what it has begun. */
    async live(isOver: () => boolean): Promise<void> {
      while (!isOver()) await act();
    },
    /** Refreshes every device, so that each of them is seen to go on. */
    async refreshAll(): Promise<void> {
      for (const device of live) await refresh(device);
    },
  };
}

const deviceIn = (body: Answer['body']): Device => ({
  id: body.session_id as string,
  access: body.access_token as string,
  refresh: body.refresh_token as string,
});
