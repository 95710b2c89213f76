import { type Call, codeOf } from './http.ts';
import { API, type People, type Person } from './people.ts';

/**
 * Removes everybody whom the probe made. Returns what could not be removed: addresses, each with
 * the reason.
 */
export async function removeAll(call: Call, people: People): Promise<string[]> {
  const left: string[] = [];
  for (const person of people.all.values()) {
    const reason = await remove(call, people, person).catch((error: Error) => error.message);
    if (reason !== null) left.push(`${person.email} (${reason})`);
  }
  return left;
}

async function remove(call: Call, people: People, person: Person): Promise<string | null> {
  const erase = async () => {
    const body = { password: person.password };
    const answer = await call('DELETE', `${API}/account`, { body, token: person.access });
    return answer.status === 200 ? null : `${answer.status} ${codeOf(answer)}`;
  };
  if (person.access !== '' && (await erase()) === null) return null;
  // The last session has ended, or there was none.
  if (!person.isVerified) await verify(call, people, person);
  await people.signIn(person);
  return erase();
}

async function verify(call: Call, people: People, person: Person): Promise<void> {
  const { email, proof } = person;
  const body = proof.token === '' ? { email, otp: proof.code } : { token: proof.token };
  people.noteVerified(person, await call('POST', `${API}/email/verify`, { body }));
}
