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

/** Starts Debian's Chromium, or the one that `CHROMIUM` names; `flags` beside the usual ones. */
export function startBrowser(flags: string[] = []) {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
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
