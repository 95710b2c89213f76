import { spawnSync } from 'node:child_process';
import type { DevServer } from './dev-server.ts';

const BOSS = 'boss@example.com';
const PASSWORD = 'another-Horse-8-battery';

/** Makes an admin from the command line, and signs in as them. */
export async function makeAdmin(server: DevServer): Promise<string> {
  const args = ['run', '--silent', 'admin', '--', 'create', BOSS, '--persist-to', server.state];
  const { status, stderr } = spawnSync('npm', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`npm run admin: ${stderr}`);
  const token = new URL(await linkTo(server, BOSS)).searchParams.get('token');
  await post(server, 'password/reset/confirm', { token, new_password: PASSWORD });
  const login = await post(server, 'login', { email: BOSS, password: PASSWORD });
  return ((await login.json()) as { access_token: string }).access_token;
}

async function post(server: DevServer, tail: string, body: object): Promise<Response> {
  const answer = await fetch(`${server.url}/api/v1/auth/${tail}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${tail}: ${answer.status} ${await answer.text()}`);
  return answer;
}

async function linkTo(server: DevServer, to: string): Promise<string> {
  for (let tries = 0; tries < 100; tries++) {
    const { messages } = (await (await fetch(`${server.url}/dev/mailbox?to=${to}`)).json()) as {
      messages: { links: string[] }[];
    };
    const link = messages[0]?.links[0];
    if (link !== undefined) return link;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`no mail to ${to}`);
}
