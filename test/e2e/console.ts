import { createChecks } from './checks.ts';
import { checkActs, doAct, rowOf, saidOn } from './console/acts.ts';
import { checkClient, checkJob, download } from './console/many.ts';
import {
  ageProof,
  alike,
  anotherAdmin,
  newcomer,
  type Official,
  officialIn,
  USERS,
  unusedCodes,
} from './console/team.ts';
import { CLIENTS, makeAdmin } from './pages/console-team.ts';
import { telling } from './pages/describe-visit.ts';
import { enter, totpOf } from './pages/people.ts';
import { openSite } from './pages/site.ts';
import { fill, go, pressed, send } from './pages/state.ts';
import { type Visitor, visit } from './pages/visitor.ts';

// The console in a real browser against `npm run dev`, where staff need two factors: the first
// admin by the command line, and everything else from the page.
const checks = createChecks();
const { check, finish } = checks;
/** The pages that everybody who works here may read. */
const PAGES = [
  '/admin',
  USERS,
  '/admin/jobs',
  '/admin/events',
  '/admin/dead-letters',
  CLIENTS,
  '/admin/settings',
  '/admin/keys',
];
const LOCK = { act: 'lock', title: 'Lock for a while' };
const END = { act: 'terminate-sessions', title: 'End all sessions' };

/** Where the buttons and links of a page lead. */
const WAYS = `[...document.querySelectorAll('main a, main button')]
  .map((one) => one.getAttribute('href') ?? one.outerHTML).join()`;

/** Adds a form with these fields to a page. */
const FORCE = `(fields) => {
  const form = Object.assign(document.createElement('form'), { method: 'post' });
  for (const [name, value] of Object.entries(fields))
    form.append(Object.assign(document.createElement('input'), { name, value }));
  form.append(Object.assign(document.createElement('button'), { id: 'forced', textContent: 'Go' }));
  document.querySelector('main').append(form);
}`;

const site = await openSite({ STAFF_SECOND_FACTOR: 'required' });
const textOf = ({ page }: Visitor) => page.locator('main').innerText();
const pathOf = ({ page }: Visitor) => new URL(page.url()).pathname;

/** The first admin has one factor: the console leads to enrolment, which is then done. */
async function checkFirstAdmin(): Promise<Official> {
  const ada = await newcomer(site, { name: 'Ada Admin' });
  await makeAdmin(site, ada.email);
  const visitor = await visit(site);
  await enter(visitor, ada.email);
  for (const path of [...PAGES, `${CLIENTS}/new`, ada.path]) {
    await go(visitor, path);
    const ways = await visitor.page.evaluate(WAYS);
    const only = String(ways) === '/account/security' && visitor.document()?.status() === 403;
    check(`without two factors ${path} leads to enrolment, and nowhere else`, only, String(ways));
  }
  await visitor.page.click('main a[href="/account/security"]');
  await visitor.page.waitForLoadState();
  check('and there it leads', pathOf(visitor) === '/account/security', visitor.page.url());
  await send(visitor, '/account/security/totp');
  const secret = (await visitor.page.locator('main details .mono').textContent()) ?? '';
  const code = totpOf(secret.replaceAll(' ', ''));
  const nextCode = unusedCodes(code);
  await fill(visitor, { otp: await code() });
  await go(visitor, USERS);
  if (visitor.document()?.status() === 403) {
    await visitor.page.click('main a[href^="/account/step-up"]');
    await visitor.page.waitForLoadState();
    await fill(visitor, { otp: await nextCode() });
  }
  const opened = pathOf(visitor) === USERS && visitor.document()?.status() === 200;
  check('an app enrolled in the browser opens the console', opened, visitor.page.url());
  return { visitor, ...ada, nextCode };
}

/** An admin makes somebody staff, who reads everything and changes nothing. */
async function checkStaff(admin: Official): Promise<void> {
  const [bob, someone] = [await newcomer(site, { name: 'Bob Staff' }), await newcomer(site)];
  await go(admin.visitor, bob.path);
  const roles = { act: 'roles', title: 'Change roles', fields: { staff: 'tick' } };
  await doAct(admin.visitor, roles, 'Joins the team');
  const staff = await officialIn(site, bob);
  const { visitor } = staff;
  for (const path of [...PAGES, someone.path]) {
    await go(visitor, path);
    check(`staff read ${path}`, visitor.document()?.status() === 200);
  }
  const said = await textOf(visitor);
  const forms = await visitor.page.locator('main form[method=post]').count();
  check('staff have nothing to press', forms === 0, String(forms));
  check('and read why', said.includes('You’re staff: you can read everything here'), said);
  // As a page would send it that was opened by an admin.
  await go(visitor, '/account/profile');
  const token = await visitor.page.locator('[name=csrf_token]').first().getAttribute('value');
  await go(visitor, someone.path);
  const fields = { act: 'lock', version: '1', csrf_token: token };
  await visitor.page.evaluate(`(${FORCE})(${JSON.stringify(fields)})`);
  await pressed(visitor, '#forced');
  const refused = await saidOn(visitor);
  const status = visitor.document()?.status();
  check(
    'an act of theirs is refused',
    status === 403 && refused.includes('Nothing was done'),
    refused,
  );
  check('with why', refused.includes('only admins may change an account'), refused);
  await visitor.close();
}

/** Of two admins at one user, the one with the older page is told so. */
async function checkTwoAdmins(ada: Official): Promise<void> {
  const user = await newcomer(site);
  // Without script: the console needs none.
  const dora = await anotherAdmin(site, { javaScriptEnabled: false });
  await go(ada.visitor, user.path);
  await go(dora.visitor, user.path);
  await doAct(dora.visitor, LOCK, 'Seen first');
  const done = await saidOn(dora.visitor);
  check('an admin without script acts', done.includes('The account is locked.'), done);
  await doAct(ada.visitor, LOCK, 'Seen second');
  const told = await saidOn(ada.visitor);
  check('the older page says so', told.includes('changed since you opened the page'), told);
  await go(ada.visitor, user.path);
  const [first, second] = [
    await rowOf(ada.visitor, 'Seen first'),
    await rowOf(ada.visitor, 'Seen second'),
  ];
  check(
    'the act is there once, by the other',
    first.includes('Dora Admin') && second === '',
    `${first} | ${second}`,
  );
  await dora.visitor.close();
}

/** After ten minutes an act asks for a proof, and keeps what was typed. */
async function checkStaleProof({ visitor, nextCode }: Official): Promise<void> {
  const user = await newcomer(site);
  const reason = 'Typed before the proof <b>';
  await go(visitor, user.path);
  await site.restart(await ageProof(visitor, 11));
  const early = await download(visitor, user.email);
  check('after ten minutes the file of users waits for a proof', early === null, String(early));
  await go(visitor, user.path);
  await doAct(visitor, END, reason);
  check(
    'after ten minutes an act asks for a proof',
    pathOf(visitor) === '/account/step-up',
    visitor.page.url(),
  );
  await fill(visitor, { otp: await nextCode() });
  check('and leads back', pathOf(visitor) === user.path, visitor.page.url());
  const kept = await visitor.page.inputValue(`#act-${END.act} [name=reason]`);
  check('what was typed is kept', kept === reason, kept);
  await doAct(visitor, END);
  const said = await saidOn(visitor);
  check('one more press does it', said.includes('All sessions have ended.'), said);
  const row = await rowOf(visitor, reason);
  check('with the reason', / You /.test(row), row);
  const file = String(await download(visitor, user.email));
  const lines = file.trim().split('\n');
  const isTheirs = lines.length === 2 && file.includes(user.email);
  check('and the file comes, of whom the search finds', isTheirs, file);
}

try {
  const admin = await checkFirstAdmin();
  const others = [await alike(admin.visitor), await alike(admin.visitor)] as const;
  const all = [admin.visitor, ...others];
  await telling(all, async () => {
    await Promise.all([
      checkStaff(admin).then(() => checkTwoAdmins(admin)),
      checkActs(site, { ...admin, visitor: others[0] }, checks),
      checkJob(site, others[1], checks).then(() => checkClient(others[1], checks)),
    ]);
    await checkStaleProof(admin);
  });
  const wrong = all.flatMap(({ complaints, strangers }) => [...complaints, ...strangers]);
  check('nothing to complain of', wrong.length === 0, wrong.join(' | '));
} catch (error) {
  check('the console is walked through', false, String(error));
} finally {
  await site.stop();
}
finish();
