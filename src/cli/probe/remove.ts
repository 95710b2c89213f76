import { type Call, codeOf, wanted } from './http.ts';
import type { Mailbox } from './mailbox.ts';
import { API, type People, type Person } from './people.ts';

/**
 * Removes everybody whom the probe made. Returns what could not be removed: addresses, each with
 * the reason.
 */
export async function removeAll(call: Call, mailbox: Mailbox, people: People) {
  const left: string[] = [];
  for (const person of people.all.values()) {
    const reason = await remove(call, mailbox, people, person).catch(
      (error: Error) => error.message,
    );
    if (reason !== null) left.push(`${person.email} (${reason})`);
  }
  return left;
}

async function remove(
  call: Call,
  mailbox: Mailbox,
  people: People,
  person: Person,
): Promise<string | null> {
  const erase = async (token: string) => {
    const body = { password: person.password };
    const answer = await call('DELETE', `${API}/account`, { body, token });
    return answer.status === 200 ? null : `${answer.status} ${codeOf(answer)}`;
  };
  if (person.factor !== undefined) await removeFactor(call, person.factor);
  for (const token of new Set([person.access, person.first]))
    if (token !== '' && (await erase(token)) === null) return null;
  // Its sessions have ended, or there was none.
  if (!person.isVerified) await verify(call, mailbox, people, person);
  const { access } = await people.signIn(person);
  return erase(access);
}

/** The password alone erases no account that has a factor. */
async function removeFactor(call: Call, { id, session, code }: NonNullable<Person['factor']>) {
  const body = { recovery_code: code };
  const proved = await call('POST', `${API}/step-up`, { body, token: session });
  const token = String(wanted('step-up', proved).body.access_token);
  wanted('mfa/{id}', await call('DELETE', `${API}/mfa/${id}`, { token }));
}

async function verify(call: Call, mailbox: Mailbox, people: People, person: Person): Promise<void> {
  if (person.proof.token === '') {
    const { code, token } = await mailbox.next(person.email, '/verify-email');
    person.proof = { code: code ?? '', token: token ?? '' };
  }
  const { email, proof } = person;
  const body = proof.token === '' ? { email, otp: proof.code } : { token: proof.token };
  people.noteVerified(person, await call('POST', `${API}/email/verify`, { body }));
}
