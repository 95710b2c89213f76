import type { Browser, Page } from 'playwright-core';
import { brandColors, parseBrandColor } from '../../src/shared/brand-colors.ts';
import { openContext, startBrowser } from './browser.ts';
import { createChecks } from './checks.ts';
import { type KitServer, startKitServer } from './kit-server.ts';

// The parts of our pages in a real browser: their style, their script, and both under their policy.
// With SCREENSHOTS it writes pictures there.
const { check, finish } = createChecks();
const complaints: string[] = [];

// What runs in the page, as text: the types of a browser are not those of a Worker.
const NOTE_TYPE = `document.querySelector('form').addEventListener('submit', (event) => {
  window.typeSent = document.querySelector('#password').type;
  event.preventDefault();
})`;
// A browser that does not know commands does nothing by itself.
const FORGET_COMMANDS = `
  for (const name of ['command', 'commandForElement']) delete HTMLButtonElement.prototype[name];
  document.addEventListener('command', (event) => event.preventDefault(), true);`;
const PAINT = `(() => {
  const canvas = new OffscreenCanvas(1, 1).getContext('2d');
  const probe = document.body.appendChild(document.createElement('i'));
  const paint = (name) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('i{color:var(--' + name + ')}');
    document.adoptedStyleSheets = [sheet];
    canvas.fillStyle = getComputedStyle(probe).color;
    canvas.fillRect(0, 0, 1, 1);
    return 'rgb(' + [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3) + ')';
  };
  const names = ['fill', 'on-fill', 'accent', 'ring', 'tint'];
  return Object.fromEntries(names.map((name) => [name, paint(name)]));
})()`;

async function open(browser: Browser, url: string, options = {}): Promise<Page> {
  const context = await openContext(browser, {
    viewport: { width: 1280, height: 900 },
    ...options,
  });
  const page = await context.newPage();
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(url);
  return page;
}

/** Puts an authenticator with a verified person into the browser of a page. */
async function addAuthenticator(page: Page) {
  const session = await page.context().newCDPSession(page);
  await session.send('WebAuthn.enable');
  const options = {
    protocol: 'ctap2' as const,
    transport: 'internal' as const,
    hasResidentKey: true,
    hasUserVerification: true,
    isUserVerified: true,
    automaticPresenceSimulation: true,
  };
  const added = await session.send('WebAuthn.addVirtualAuthenticator', { options });
  return { session, id: added.authenticatorId };
}

async function checkFields(browser: Browser, { url }: KitServer): Promise<void> {
  const page = await open(browser, `${url}/door`);
  await page.fill('#password', 'secret');
  await page.click('.peek');
  const peek = page.locator('.peek');
  const shown = [
    await page.getAttribute('#password', 'type'),
    await peek.getAttribute('aria-pressed'),
  ];
  check('a password can be shown', String(shown) === 'text,true', String(shown));
  await page.fill('#email', 'maya@example.com');
  await page.evaluate(NOTE_TYPE);
  await page.click('.btn.go');
  const typeSent = await page.evaluate('window.typeSent');
  check('is hidden again when it is sent', typeSent === 'password', String(typeSent));
  await page.context().close();
}

async function checkErrors(browser: Browser, { url }: KitServer): Promise<void> {
  for (const javaScriptEnabled of [true, false]) {
    const page = await open(browser, `${url}/wrong`, { javaScriptEnabled });
    const focused = await page.locator('.note.bad:focus').count();
    check(`the summary of errors has the focus, script ${javaScriptEnabled}`, focused === 1);
    await page.click('.note.bad li a');
    check(
      `its links lead to the fields, script ${javaScriptEnabled}`,
      (await page.locator('#email:focus').count()) === 1,
    );
    await page.context().close();
  }
}

async function checkSubmitOnce(browser: Browser, { url, sent }: KitServer): Promise<void> {
  const page = await open(browser, `${url}/shell`);
  await page.click('.act summary');
  await page.check('#agreed');
  const before = sent.length;
  await page.evaluate("for (let i = 0; i < 3; i++) document.querySelector('.act .btn').click()");
  await page.waitForURL('**/account');
  check('a form is sent once', sent.length === before + 1, String(sent.length - before));
  await page.goBack();
  await page.waitForLoadState();
  check(
    'and again after the way back',
    (await page.locator('[aria-disabled], [data-sent]').count()) === 0,
  );
  await page.context().close();
}

async function checkHints(browser: Browser, { url }: KitServer): Promise<void> {
  const page = await open(browser, `${url}/shell`);
  const met = () => page.locator('.checks .met').count();
  const said = () => page.locator('[data-strength] output').textContent();
  const first = [await met(), await page.locator('[data-strength]').isVisible()];
  check('nothing is ticked at first', String(first) === '0,false', String(first));
  await page.fill('#new_password', 'abcdefg1');
  const some = [await met(), await said()];
  check('rules tick as they are kept', String(some) === '2,Strength: weak', String(some));
  await page.fill('#new_password', 'correct-Horse-7-battery');
  const strong = [await met(), await said()];
  check('and strength is told', String(strong) === '2,Strength: strong', String(strong));
  await page.context().close();
}

async function checkCodes(browser: Browser, { url }: KitServer): Promise<void> {
  const page = await open(browser, `${url}/shell`, {
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  await page.evaluate("navigator.clipboard.writeText('Your code: 123 456.')");
  await page.focus('#otp');
  await page.keyboard.press('ControlOrMeta+v');
  const code = await page.inputValue('#otp');
  check('a pasted code is cleaned', code === '123456', code);
  await page.click('[data-copy]');
  await page.locator('[data-copied]:not(:empty)').waitFor();
  const copied = await page.evaluate('navigator.clipboard.readText()');
  const expected = '7K4P-M2XQ-AAAA-BBBB-EEEE-FFFF\nT9WD-3HRN-CCCC-DDDD-GGGG-HHHH\nYubiKey 5 NFC';
  check('codes are copied, one a line', copied === expected, JSON.stringify(copied));
  check('printing is offered', await page.locator('[data-print]').isVisible());
  await page.context().close();
}

async function checkDialogs(browser: Browser, { url }: KitServer): Promise<void> {
  const page = await open(browser, `${url}/shell`);
  await page.click('button[commandfor]');
  check('a dialog opens', await page.locator('dialog[open]').isVisible());
  await page.click('dialog form[method=dialog] button');
  check('and closes without a change', (await page.locator('dialog[open]').count()) === 0);
  await page.context().close();

  const older = await (await openContext(browser)).newPage();
  await older.addInitScript(FORGET_COMMANDS);
  await older.goto(`${url}/shell`);
  await older.click('button[commandfor]');
  check('a dialog opens in older browsers', await older.locator('dialog[open]').isVisible());
  await older.context().close();
}

async function checkPasskeys(browser: Browser, { url, sent }: KitServer): Promise<void> {
  const page = await open(browser, `${url}/shell`);
  const { session, id: authenticatorId } = await addAuthenticator(page);
  await page.click('form[data-passkey-create] .btn');
  await page.waitForURL('**/passkeys');
  const made = JSON.parse(sent.at(-1)?.get('credential') ?? '{}');
  check('a passkey is made and sent', made.response?.attestationObject?.length > 100);
  check('with how it is reached', made.response?.transports?.includes('internal'));

  await page.goto(`${url}/door`);
  await page.waitForURL('**/sign-in');
  const offered = JSON.parse(sent.at(-1)?.get('credential') ?? '{}');
  check('a passkey is offered among suggestions', offered.id === made.id, offered.id);
  check('and proves who has it', offered.response?.signature?.length > 50);

  await session.send('WebAuthn.setAutomaticPresenceSimulation', {
    authenticatorId,
    enabled: false,
  });
  await page.goto(`${url}/door`);
  await page.locator('form[data-passkey-get] .btn').waitFor();
  await session.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false });
  await session.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled: true });
  await page.click('form[data-passkey-get] .btn');
  const told = page.locator('[data-passkey-told=cancelled]');
  await told.waitFor();
  check('what was not finished is told', await told.isVisible());
  await page.context().close();
}

// As browsers answer that know the suggestions and cannot make them.
const REFUSE_PASSKEYS = `
  PublicKeyCredential.isConditionalMediationAvailable = async () => true;
  navigator.credentials.get = async ({ mediation }) => {
    (window.asked ??= []).push(mediation);
    throw new DOMException('not here', 'NotSupportedError');
  };`;

async function checkUnaskedPasskeys(browser: Browser, { url }: KitServer): Promise<void> {
  const page = await (await openContext(browser)).newPage();
  await page.addInitScript(REFUSE_PASSKEYS);
  await page.goto(`${url}/door`);
  await page.waitForFunction("window.asked?.includes('conditional')");
  const told = page.locator('[data-passkey-told=failed]');
  check('nobody is told of a passkey that they did not ask for', !(await told.isVisible()));
  await page.click('form[data-passkey-get] .btn');
  await told.waitFor();
  check('whoever asked is told that it did not work', await told.isVisible());
  // A page that follows a press is still one where nothing was pressed.
  await page.evaluate(`window.asked = []; location.href = '${url}/door?next'`);
  await page.waitForURL('**/door?next');
  await page.waitForFunction("window.asked?.includes('conditional')");
  await page.waitForTimeout(200);
  check('nor is anyone on the page that follows a press', !(await told.isVisible()));
  await page.context().close();
}

async function checkStaleOptions(browser: Browser, { url }: KitServer): Promise<void> {
  const page = await (await openContext(browser)).newPage();
  await page.clock.install();
  await page.goto(`${url}/door`);
  const comeBack = async () => {
    await page.clock.fastForward('02:00');
    await page.evaluate('window.kept = true');
    // The page may leave before it answers.
    await page.evaluate("dispatchEvent(new Event('pageshow'))").catch(() => undefined);
    await page.waitForTimeout(500);
    await page.waitForLoadState();
    return (await page.evaluate('window.kept')) === undefined;
  };
  await page.fill('#password', 'half a pass');
  check('old passkey options stay where something is typed', !(await comeBack()));
  await page.fill('#password', '');
  check('and are fetched anew otherwise', await comeBack());
  await page.context().close();
}

async function checkWithoutScript(browser: Browser, { url }: KitServer): Promise<void> {
  const page = await open(browser, `${url}/shell`, { javaScriptEnabled: false });
  const dead = '.peek, [data-copy], [data-print], [data-passkey-only], [data-strength], .btn.js';
  const visible = await page.locator(dead).filter({ visible: true }).count();
  check('nothing that needs script is shown without it', visible === 0, String(visible));
  check('a dialog is a page', await page.locator('a[href="/remove"]').isVisible());
  await page.context().close();
}

const HEX = (css: string) =>
  `#${(css.match(/\d+/g) ?? []).map((part) => Number(part).toString(16).padStart(2, '0')).join('')}`;

/** What the browser paints, dot by dot, against what the server computes for mails. */
async function checkColors(browser: Browser, { url }: KitServer): Promise<void> {
  for (const brand of ['#176b4d', '#ffd54f', '#7a1f5c', '#0000ff', 'oklch(0.63 0.1 20)', '#fff'])
    for (const colorScheme of ['light', 'dark'] as const) {
      await fetch(`${url}/color?is=${encodeURIComponent(brand)}`);
      const page = await open(browser, `${url}/door`, { colorScheme });
      const painted = await page.evaluate<Record<string, string>>(PAINT);
      const { onFill, ...rest } = brandColors(parseBrandColor(brand))[colorScheme];
      const expected: Record<string, string> = { ...rest, 'on-fill': onFill };
      for (const [name, hex] of Object.entries(expected))
        check(
          `--${name} of ${brand} in ${colorScheme}`,
          isNear(HEX(painted[name] ?? ''), hex),
          `${HEX(painted[name] ?? '')} instead of ${hex}`,
        );
      await page.context().close();
    }
  await fetch(`${url}/color?is=${encodeURIComponent('#176b4d')}`);
}

/** Whether two colours differ by rounding only. */
function isNear(one: string, other: string): boolean {
  const parts = (hex: string) => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
  return parts(one).every((part, index) => Math.abs(part - (parts(other)[index] ?? -9)) <= 1);
}

async function takePictures(browser: Browser, { url }: KitServer, folder: string): Promise<void> {
  for (const name of ['door', 'wrong', 'shell'])
    for (const width of [390, 1280])
      for (const colorScheme of ['light', 'dark'] as const) {
        const viewport = { width, height: 844 };
        const page = await open(browser, `${url}/${name}`, { viewport, colorScheme });
        const path = `${folder}/kit-${name}-${width}-${colorScheme}.png`;
        await page.screenshot({ path, fullPage: true });
        await page.context().close();
      }
}

const server = await startKitServer();
const browser = await startBrowser();
try {
  await checkFields(browser, server);
  await checkErrors(browser, server);
  await checkSubmitOnce(browser, server);
  await checkHints(browser, server);
  await checkCodes(browser, server);
  await checkDialogs(browser, server);
  await checkPasskeys(browser, server);
  await checkUnaskedPasskeys(browser, server);
  await checkStaleOptions(browser, server);
  await checkWithoutScript(browser, server);
  await checkColors(browser, server);
  check('the browser has nothing to complain of', complaints.length === 0, complaints.join(' | '));
  if (process.env.SCREENSHOTS !== undefined)
    await takePictures(browser, server, process.env.SCREENSHOTS);
} finally {
  await browser.close();
  server.stop();
}
finish();
