import type { Checks } from '../checks.ts';
import { addKey } from '../passkey-page.ts';
import { walkConnection } from './connection.ts';
import { telling } from './describe-visit.ts';
import { enter, PASSWORD, signUp } from './people.ts';
import type { Site } from './site.ts';
import { expectAt, fill, go, pressed, send } from './state.ts';
import { type Visitor, visit } from './visitor.ts';

const pathOf = ({ page }: Visitor) => new URL(page.url()).pathname;

/** Passkeys, codes, dialogs and buttons pressed twice, in one language. */
export async function walkWithScript(site: Site, language: string, { check }: Checks) {
  const options = { language, permissions: ['clipboard-read', 'clipboard-write'] };
  const [grace, elsewhere] = [await visit(site, options), await visit(site, { language })];
  await telling([grace, elsewhere], () => walk(grace, elsewhere, check));
  await Promise.all([grace.close(), elsewhere.close()]);
}

async function walk(grace: Visitor, elsewhere: Visitor, check: Check): Promise<void> {
  const named: Named = (what) => `with script, ${grace.language}: ${what}`;
  const { page, site } = grace;
  const { email } = await signUp(site);
  const cdp = await grace.context.newCDPSession(page);
  await cdp.send('WebAuthn.enable');

  await go(grace, '/sign-in?return_to=/account/security');
  await page.fill('[name=password]', PASSWORD);
  await page.click('.peek');
  const type = await page.getAttribute('[name=password]', 'type');
  check(named('a password can be shown'), type === 'text', String(type));
  await fill(grace, { email_or_username: email });
  check(named('a password signs in'), pathOf(grace) === '/account/security', page.url());
  await enter(elsewhere, email);
  await checkNames(grace, check, named);

  await addKey(cdp, 'internal');
  await go(grace, '/account/security/passkeys/add');
  await page.fill('[name=label]', 'Phone');
  await pressed(grace, 'main form[data-passkey-create] button.go');
  await page.locator('#codes li').first().waitFor();
  check(
    named('a passkey is made, and brings codes'),
    (await page.locator('#codes li').count()) === 10,
  );
  await page.click('[data-copy]');
  await page.locator('[data-copied]:not(:empty)').waitFor();
  const copied = String(await page.evaluate('navigator.clipboard.readText()'));
  check(named('the codes are copied'), copied.split('\n').length === 10, copied.slice(0, 40));

  await checkDialog(grace, elsewhere, check, named);
  await send(grace, '/sign-out');
  await go(grace, '/sign-in?return_to=/account/security').catch(() => undefined);
  await page.waitForURL(`${site.url}/account/security`);
  check(named('a passkey offers itself and signs in'), true);
  await walkConnection(grace, check, named);
  await go(grace, '/account/step-up?by=passkey&return_to=/account/sessions');
  await pressed(grace, 'main form[data-passkey-get] button.go');
  expectAt(grace, '/account/sessions');
  check(named('a step-up by passkey leads back'), true);

  await send(grace, '/sign-out');
  await go(grace, `/sign-in?return_to=${encodeURIComponent(`${site.app}/deep?a=b`)}`).catch(
    () => undefined,
  );
  await page.waitForURL(`${site.app}/deep?a=b`);
  check(named('a sign-in leads to another origin'), true);
  const wrong = [grace, elsewhere].flatMap((one) => [...one.complaints, ...one.strangers]);
  check(named('nothing to complain of'), wrong.length === 0, wrong.join(' | '));
}

type Check = Checks['check'];
type Named = (what: string) => string;

/** A button pressed twice sends once, and the way back sends nothing. */
async function checkNames(visitor: Visitor, check: Check, named: Named): Promise<void> {
  const { page } = visitor;
  let posts = 0;
  page.on('request', (request) => {
    if (request.method() === 'POST') posts++;
  });
  await go(visitor, '/account/profile');
  await page.fill('[name=display_name]', 'Grace Hopper');
  await page.locator('main form button.go').first().dblclick();
  await page.locator('.note.good').waitFor();
  check(named('a button pressed twice sends once'), posts === 1, String(posts));
  await page.goBack();
  await page.waitForLoadState();
  await page.reload();
  const name = await page.inputValue('[name=display_name]');
  check(named('the way back changes nothing'), posts === 1 && name === 'Grace Hopper', name);
}

async function checkDialog(
  visitor: Visitor,
  elsewhere: Visitor,
  check: Check,
  named: Named,
): Promise<void> {
  const { page } = visitor;
  await go(visitor, '/account/sessions');
  await page.click('[commandfor]');
  check(named('a dialog opens'), await page.locator('dialog[open]').isVisible());
  await page.keyboard.press('Escape');
  check(named('and closes'), (await page.locator('dialog[open]').count()) === 0);
  await page.click('[commandfor]');
  await pressed(visitor, 'dialog[open] button.bad');
  await go(elsewhere, '/account/profile');
  check(
    named('its button ends the others'),
    pathOf(elsewhere) === '/sign-in',
    elsewhere.page.url(),
  );
}
