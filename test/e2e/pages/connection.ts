import type { Checks } from '../checks.ts';
import { addClient, CONNECTIONS, CONSENT, pathOfRequest, VERIFIER } from './consent-states.ts';
import { fill, go } from './state.ts';
import type { Visitor } from './visitor.ts';

/** Somebody who is signed in lets an app use their account, sees it listed, and takes it back. */
export async function walkConnection(
  visitor: Visitor,
  check: Checks['check'],
  named: (what: string) => string,
): Promise<void> {
  const { page, site } = visitor;
  const id = addClient(site, 'Ticket Office');
  await go(visitor, pathOfRequest(site, id));
  await fill(visitor, {}, `form[action="${CONSENT}"] button[value=allow]`);
  await page.waitForURL(`${site.app}/cb?*`);
  const { code = '', iss } = Object.fromEntries(new URL(page.url()).searchParams);
  check(named('a consent leads to the app, with a code of this issuer'), iss === site.url, iss);

  const answer = await fetch(`${site.url}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: id,
      code,
      redirect_uri: `${site.app}/cb`,
      code_verifier: VERIFIER,
    }),
  });
  const { access_token: token } = (await answer.json()) as { access_token?: string };
  const headers = { Authorization: `Bearer ${token}` };
  const statusOfInfo = async () => (await fetch(`${site.url}/oauth/userinfo`, { headers })).status;
  const before = await statusOfInfo();
  check(named('the code is good for tokens'), before === 200, `${answer.status}, ${before}`);

  await go(visitor, CONNECTIONS);
  const listed = await page.locator('main').textContent();
  check(named('the app is listed'), listed?.includes('Ticket Office') === true, listed ?? '');
  await fill(visitor, {}, `form[action="${CONNECTIONS}"] button[value="${id}"]`);
  const left = await page.locator(`button[value="${id}"]`).count();
  const after = await statusOfInfo();
  check(named('it is taken back at once'), left === 0 && after === 401, `${left}, ${after}`);
}
