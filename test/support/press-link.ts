import { pageForm } from './page-form.ts';
import type { TestApp } from './test-app.ts';

/**
 * Sends a form to a page, whether or not the page would offer it. Answers with the page that says
 * what is wrong; a form that was taken leads on, which is answered with 200 and the `Location`.
 */
export async function pressForm(
  app: TestApp,
  path: string,
  fields: Record<string, string>,
  { ip, headers = {} }: { ip?: string; headers?: Record<string, string> } = {},
): Promise<Response> {
  const from = ip === undefined ? {} : { ip };
  const answer = await app.fetch(path, { ...pageForm(app, fields, headers), ...from });
  if (answer.status !== 303) return answer;
  return new Response(null, { status: 200, headers: answer.headers });
}
