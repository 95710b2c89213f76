import { globSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { decodeJwt } from 'jose';
import { stepAt } from '../../../src/second-step/totp/one-time-passwords.ts';
import { makeAdmin } from '../pages/console-team.ts';
import { addTotp, type Device, PASSWORD, signUp, tokenOf } from '../pages/people.ts';
import type { Site } from '../pages/site.ts';
import { expectAt, fill, send } from '../pages/state.ts';
import { type Visitor, visit } from '../pages/visitor.ts';

export const USERS = '/admin/users';

/** Somebody who works in the console, in a browser of their own. */
export type Official = {
  visitor: Visitor;
  email: string;
  id: string;
  nextCode: () => Promise<string>;
};

/** Codes of an app that nobody has used: each step's code is good once, and one ahead is taken. */
export function unusedCodes(
  code: Device['code'],
  used = stepAt(Date.now()),
): () => Promise<string> {
  let last = used;
  return async () => {
    while (stepAt(Date.now()) + 1 <= last) await sleep(200);
    last = stepAt(Date.now()) + 1;
    return code(1);
  };
}

/** Signs a user up and returns their id. */
export async function newcomer(site: Site, given: Parameters<typeof signUp>[1] = {}) {
  const { email } = await signUp(site, given);
  const { sub = '' } = given?.verified === false ? {} : decodeJwt(await tokenOf(site, email));
  return { email, id: sub, path: `${USERS}/${sub}` };
}

/** Adds an app to an account, and signs in with both steps on the pages. */
export async function officialIn(
  site: Site,
  { email, id }: { email: string; id: string },
  options: Parameters<typeof visit>[1] = {},
): Promise<Official> {
  const nextCode = unusedCodes((await addTotp(site, email)).code);
  const visitor = await visit(site, options);
  const fields = { email_or_username: email, password: PASSWORD };
  await send(visitor, `/sign-in?return_to=${USERS}`, fields);
  await fill(visitor, { otp: await nextCode() });
  expectAt(visitor, USERS);
  return { visitor, email, id, nextCode };
}

/** The same session in another browser, so that two things can be done at once. */
export async function alike({ site, context }: Visitor): Promise<Visitor> {
  const other = await visit(site);
  await other.context.addCookies(await context.cookies());
  return other;
}

/** Another admin, made by the command line. */
export async function anotherAdmin(
  site: Site,
  options: Parameters<typeof visit>[1] = {},
): Promise<Official> {
  const person = await newcomer(site, { name: 'Dora Admin' });
  await makeAdmin(site, person.email);
  return officialIn(site, person, options);
}

/**
 * Moves the latest proof of a visitor's session into the past, by minutes, where the service keeps
 * it: in the guard of the user. Only while the service is down.
 */
export async function ageProof({ context, site }: Visitor, minutes: number): Promise<() => void> {
  const cookies = await context.cookies();
  const jwts = cookies.filter(({ value }) => /^ey[\w-]+\.ey[\w-]+\.[\w-]+$/.test(value));
  const [sid] = jwts.flatMap(({ value }) => (decodeJwt(value).sid as string | undefined) ?? []);
  return () => {
    let aged = 0;
    for (const file of globSync(path.join(site.state, 'v3/do/**/*.sqlite'))) {
      const db = new DatabaseSync(file, { timeout: 10_000 });
      const known = db.prepare("select 1 from sqlite_master where name = 'chains'").get();
      if (known !== undefined)
        aged += Number(
          db
            .prepare(
              `update chains set traits = json_set(traits, '$.authTime',
                json_extract(traits, '$.authTime') - ?) where session_id = ?`,
            )
            .run(minutes * 60_000, sid ?? '').changes,
        );
      db.close();
    }
    if (aged !== 1) throw new Error(`${aged} sessions have the id ${sid}`);
  };
}
