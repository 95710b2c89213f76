import path from 'node:path';
import { startPython } from '../dialogue.ts';
import type { World } from './world.ts';

const REDIRECT_URI = 'https://python.example/callback';

/** Runs a program that prints where to go, reads where that led, and prints what it found out. */
async function runProgram(world: World, library: string, file: string, env = {}) {
  const { issuer, check, addClient, newVisitor } = world;
  const client = await addClient(library, '--redirect-uri', REDIRECT_URI);
  const { person, go, close } = await newVisitor();
  const python = startPython([path.join(import.meta.dirname, file)], {
    ...{ ISSUER: issuer, CLIENT_ID: client.id, CLIENT_SECRET: client.secret, REDIRECT_URI },
    ...env,
  });
  try {
    const { end } = await go(await python.ask(''));
    const found = await python.ask(end.href);
    const { email, active, refusal } = JSON.parse(found) as Record<string, unknown>;
    check(`${library}: ID token and user info hold`, email === person.email, found);
    check(`${library}: refreshes and introspects`, active === true, found);
    check(`${library}: revokes`, refusal === 'invalid_grant', found);
  } finally {
    python.close();
    await close();
  }
}

export const tryAuthlib = (world: World) => runProgram(world, 'Authlib', 'with_authlib.py');

/** It refuses a service without TLS, as `npm run dev` is, unless it is told. */
export const tryRequestsOauthlib = (world: World) =>
  runProgram(world, 'requests-oauthlib', 'with_requests_oauthlib.py', {
    OAUTHLIB_INSECURE_TRANSPORT: '1',
  });
