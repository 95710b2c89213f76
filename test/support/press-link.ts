import { createPageClient } from './page-client.ts';
import type { TestApp } from './test-app.ts';

/** What a form of a browser bears: the cookie that knows it, and its token. */
export type OwnForm = { headers: Record<string, string>; csrf_token: string };

/** Opens a page and returns what any form of the browser then bears. */
export async function openForm(app: TestApp): Promise<OwnForm> {
  // Another each time: opening the page is limited too.
  const ip = `2001:db8:${crypto.randomUUID().slice(0, 4)}:${crypto.randomUUID().slice(0, 4)}::1`;
  const browser = createPageClient(app, { ip });
  const page = await browser.open('/sign-up/resend');
  const headers = { Cookie: browser.cookies(), Origin: 'https://auth.test' };
  return { headers, csrf_token: page.forms[0]?.fields.csrf_token ?? '' };
}

/**
 * Sends a form to a page, whether or not the page would offer it. Answers with the page that shows
 * what is wrong; a form that was taken leads on, which is answered with 200 and the `Location`.
 */
export async function pressForm(
  app: TestApp,
  path: string,
  fields: Record<string, string>,
  { ip, headers = {} }: { ip?: string; headers?: Record<string, string> } = {},
): Promise<Response> {
  const own = await openForm(app);
  const { Cookie, ...others } = headers;
  const cookies = [own.headers.Cookie, Cookie].filter((cookie) => cookie !== undefined);
  const answer = await app.fetch(path, {
    method: 'POST',
    body: new URLSearchParams({ ...fields, csrf_token: own.csrf_token }),
    headers: { ...own.headers, ...others, Cookie: cookies.join('; ') },
    ...(ip === undefined ? {} : { ip }),
  });
  if (answer.status !== 303) return answer;
  return new Response(null, { status: 200, headers: answer.headers });
}
