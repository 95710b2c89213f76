import { giveRoles } from './edit-users.ts';
import { createPageClient, type PageClient } from './page-client.ts';
import { newcomer } from './people.ts';
import type { TestApp } from './test-app.ts';
import { setUpTotp } from './totp.ts';

export type ConsolePerson = { browser: PageClient; email: string; id: string };

/** Somebody with a role, signed in by password in a browser without script. */
export async function official(
  app: TestApp,
  role: 'user' | 'staff' | 'admin',
): Promise<ConsolePerson> {
  const { user, email } = await newcomer(app);
  await giveRoles([role], { email });
  const browser = createPageClient(app);
  await browser.signIn(email);
  return { browser, email, id: user.id };
}

/** The same with an authenticator app, which they have used. */
export async function officialWithTwoFactors(app: TestApp, role: 'user' | 'staff' | 'admin') {
  const person = await newcomer(app);
  const device = await setUpTotp(app, person);
  await giveRoles([role], { email: person.email });
  const browser = createPageClient(app);
  await browser.signIn(person.email);
  const proof = await browser.open('/account/step-up');
  await browser.submit(proof, { otp: await device.code() }, { action: '/account/step-up' });
  return { browser, email: person.email, id: person.user.id, device };
}

/** Somebody to look at and to act on. */
export async function somebody(app: TestApp): Promise<{ email: string; id: string; path: string }> {
  const { user, email } = await newcomer(app);
  return { email, id: user.id, path: `/admin/users/${user.id}` };
}
