import type { Checks } from './checks.ts';
import { startDevServer } from './dev-server.ts';
import { eventually } from './until.ts';

type Sent = {
  messageId: string;
  from: string;
  to: string[];
  subject: string;
  text: string;
  html: string;
};

/**
 * Registers somebody while mail leaves by Cloudflare's `send_email` binding, and reads what its
 * local implementation was given.
 */
export async function checkEmailBinding(
  { check }: Pick<Checks, 'check'>,
  password: string,
): Promise<void> {
  const server = await startDevServer([
    '--var',
    'EMAIL_PROVIDER:cloudflare',
    '--var',
    'EMAIL_FROM:Ada <no-reply@auth.example.com>',
  ]);
  const post = (path: string, body: unknown) =>
    fetch(`${server.url}/api/v1/auth/${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
  try {
    const email = 'linus@example.com';
    await post('register', { email, password });
    const [mail, ...others] = await sentBy(server.url);
    check('the binding is given one mail', mail !== undefined && others.length === 0);
    check('from our sender', mail?.from === '"Ada" <no-reply@auth.example.com>', mail?.from);
    check('to who registered', mail?.to.join() === email, mail?.to.join());
    const parts = [mail?.text, mail?.html];
    check(
      'as text and as HTML',
      parts.every((part) => part?.includes(`${server.url}/verify-email?token=`)),
      JSON.stringify(mail),
    );
    const otp = /\b\d{6}\b/.exec(mail?.text ?? '')?.[0];
    check(
      'and its code verifies the address',
      (await post('email/verify', { email, otp })).status === 200,
    );
  } finally {
    await server.stop();
  }
}

/** The mails that were sent, as wrangler's Local Explorer tells them; waits for the first. */
async function sentBy(url: string): Promise<Sent[]> {
  const explorer = `${url}/cdn-cgi/local/explorer/api/local/email/sending`;
  const ask = async <T>(query: string) =>
    ((await (await fetch(explorer + query)).json()) as { result: T }).result;
  const listed = await eventually(async () => {
    const some = await ask<{ messageId: string }[]>('');
    return some.length > 0 ? some : undefined;
  });
  return Promise.all(
    (listed ?? []).map(({ messageId }) => ask<Sent>(`?email_id=${encodeURIComponent(messageId)}`)),
  );
}
