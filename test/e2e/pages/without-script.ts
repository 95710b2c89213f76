import { readFileSync } from 'node:fs';
import type { Checks } from '../checks.ts';
import { walkConnection } from './connection.ts';
import { telling } from './describe-visit.ts';
import { register } from './door-states.ts';
import { freshEmail, mailedCode, mailedLink, PASSWORD, totpOf } from './people.ts';
import type { Site } from './site.ts';
import { fill, go, pressed, send } from './state.ts';
import { type Visitor, visit } from './visitor.ts';

const pathOf = ({ page }: Visitor) => new URL(page.url()).pathname;

/** From sign-up to erasure without a line of script, in one language. */
export async function walkWithoutScript(site: Site, language: string, { check }: Checks) {
  const options = { language, javaScriptEnabled: false };
  const [ada, elsewhere] = [await visit(site, options), await visit(site, options)];
  await telling([ada, elsewhere], () => walk(ada, elsewhere, check));
  await Promise.all([ada.close(), elsewhere.close()]);
}

async function walk(ada: Visitor, elsewhere: Visitor, check: Checks['check']): Promise<void> {
  const { site, language } = ada;
  const named = (what: string) => `without script, ${language}: ${what}`;
  const email = freshEmail('ada');
  const at = (name: string, path: string, visitor = ada) =>
    check(named(name), pathOf(visitor) === path, visitor.page.url());

  await register(ada, email);
  at('a registration asks for its mail', '/sign-up/sent');
  await ada.page.goto(await mailedLink(site, email, '/verify-email'));
  await pressed(ada, 'main form button.go');
  await ada.page.waitForURL(`${site.app}/home`);
  check(named('a proved address leads to the app, which is another origin'), true);

  // The mailbox alone has proved who this is so far.
  await go(ada, '/account/security/email-code');
  at('the way to a second step asks for the password', '/account/step-up');
  await fill(ada, { password: PASSWORD });
  at('and leads on', '/account/security/email-code');
  await fillPasswordIfAsked(ada);
  at('a mailed code is switched on', '/account/security');
  await go(ada, '/account/security/totp');
  await pressed(ada, 'main form[method=post] button.go');
  const secret = (await ada.page.locator('main details .mono').textContent()) ?? '';
  const code = totpOf(secret.replaceAll(' ', ''));
  await fill(ada, { otp: await code() });
  const codes = await ada.page.locator('#codes li').count();
  check(named('the first app brings recovery codes'), codes === 10, String(codes));

  await send(ada, '/sign-out');
  const atFirst = await mailedCode(site, email);
  await signIn(ada, email, '/account/profile');
  at('a password leads to the second step', '/second-step');
  await fill(ada, { otp: await code(1) });
  at('the code of an app leads to where one was going', '/account/profile');
  // Each sign-in is mailed a code of its own.
  const former = await mailedCode(site, email, atFirst);
  await signIn(elsewhere, email, '/account/profile');
  await go(elsewhere, '/second-step?by=email_otp&return_to=/account/profile');
  await fill(elsewhere, { otp: await mailedCode(site, email, former) });
  at('a mailed code does too', '/account/profile', elsewhere);

  await fill(ada, { display_name: 'Ada Lovelace' });
  const name = await ada.page.inputValue('[name=display_name]');
  check(named('a name is changed'), name === 'Ada Lovelace', name);
  await go(ada, '/account/sessions');
  await pressed(ada, 'button[name=end]');
  const others = await ada.page.locator('button[name=end]').count();
  await go(elsewhere, '/account/profile');
  check(named('the other session is ended'), others === 0 && pathOf(elsewhere) === '/sign-in');

  await walkConnection(ada, check, named);
  await go(ada, '/account/data');
  const coming = ada.page.waitForEvent('download');
  await ada.page.click('a[href="/account/data/download"]');
  const file = readFileSync(await (await coming).path(), 'utf8');
  check(named('the export has the new name'), file.includes('Ada Lovelace'), file.slice(0, 200));
  await go(ada, '/account/data/erase');
  await pressed(ada, 'main form[method=post] button.bad');
  check(named('an erasure wants to be meant'), (await ada.page.locator('.note.bad').count()) === 1);
  await fill(ada, { sure: 'tick' }, 'main form[method=post] button.bad');
  at('the account is erased', '/goodbye');
  await signIn(ada, email, '/account/profile');
  at('and nobody signs in to it', '/sign-in');
  for (const { complaints, strangers } of [ada, elsewhere])
    check(
      named('nothing to complain of'),
      [...complaints, ...strangers].length === 0,
      String(complaints),
    );
}

const signIn = (visitor: Visitor, email: string, to: string) =>
  send(visitor, `/sign-in?return_to=${to}`, { email_or_username: email, password: PASSWORD });

async function fillPasswordIfAsked(visitor: Visitor): Promise<void> {
  const asked = (await visitor.page.locator('main [name=password]').count()) > 0;
  await fill(visitor, asked ? { password: PASSWORD } : {});
}
