import { existsSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium } from 'playwright-core';
import { PATIENCE } from './until.ts';

/** Without these Chromium calls home as it starts, which a closed network answers with noise. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Of Debian: the one without windows takes a third of the time. */
const BROWSERS = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'];

/** Starts Debian's Chromium, or the one that `CHROMIUM` names; `flags` beside the usual ones. */
export function startBrowser(flags: string[] = []) {
  const executablePath = process.env.CHROMIUM ?? BROWSERS.find((one) => existsSync(one));
  if (executablePath === undefined) throw new Error(`no browser at ${BROWSERS.join(' or ')}`);
  return chromium.launch({
    executablePath,
    args: [...FLAGS, ...flags],
    timeout: PATIENCE,
  });
}

/** Opens a browser for somebody of their own, whose pages have as long as a busy machine needs. */
export async function openContext(browser: Browser, options: BrowserContextOptions = {}) {
  const context = await browser.newContext(options);
  context.setDefaultTimeout(PATIENCE);
  return context;
}
