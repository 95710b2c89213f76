import { spawnSync } from 'node:child_process';
import type { DevServer } from './dev-server.ts';
import { mailedLinkTo } from './mailbox.ts';
import { call } from './sign-up.ts';

const BOSS = 'boss@example.com';
const PASSWORD = 'another-Horse-8-battery';

/** Makes an admin from the command line, and signs in as them. */
export async function makeAdmin(server: DevServer): Promise<string> {
  const args = ['run', '--silent', 'admin', '--', 'create', BOSS, '--persist-to', server.state];
  const { status, stderr } = spawnSync('npm', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`npm run admin: ${stderr}`);
  const { url } = server;
  const token = new URL(await mailedLinkTo(url, BOSS)).searchParams.get('token');
  await call(url, 'POST', 'password/reset/confirm', { token, new_password: PASSWORD });
  const given = { email: BOSS, password: PASSWORD };
  return (await call<{ access_token: string }>(url, 'POST', 'login', given)).access_token;
}
