import type { Visitor } from './visitor.ts';

/** How much of a page's text, and how many lines of the service's log, are told. */
const TEXT = 400;
const LINES = 6;

/**
 * Returns where a visitor stands, for the message of a failure: the last answer with its status and
 * what the service logged of it, what the page says, and what the browser complained of. Never
 * throws.
 */
export async function describeVisit(visitor: Visitor): Promise<string> {
  const { page, site, complaints } = visitor;
  const answer = visitor.document();
  const request = answer?.request();
  const id = answer?.headers()['x-request-id'];
  const lines = site.output().split('\n');
  const logged = lines.filter((line) => id !== undefined && line.includes(id));
  // What no request of the service accounts for: its runtime, or the proxy before it.
  const around = lines.filter(
    (line) => /error|lost|reload/i.test(line) && !/"level":"info"/.test(line),
  );
  const said = await page.evaluate(SAID).catch((error: unknown) => String(error));
  return [
    `at ${page.url()}`,
    `answered ${request?.method()} ${request?.url()}: ${answer?.status()}, ${id ?? 'not by the service'}`,
    ...logged.map((line) => `logged: ${line}`),
    ...around.slice(-LINES).map((line) => `log: ${line.slice(0, TEXT)}`),
    `says: ${String(said).slice(0, TEXT)}`,
    ...complaints.map((text) => `complains: ${text}`),
  ].join('\n     ');
}

/** What a page says, with what its script tells of passkeys and of forms that are on their way. */
const SAID = `[
  ...[...document.querySelectorAll('main .note, [data-passkey-told]:not([hidden])')]
    .map(({ innerText }) => '[' + innerText + ']'),
  ...[...document.forms].filter(({ dataset }) => dataset.sent !== undefined)
    .map(({ action }) => 'sent to ' + action),
  document.visibilityState, document.hasFocus() ? 'focused' : 'without focus',
  (document.querySelector('main') ?? document.body).innerText,
].join(' ').replace(/\\s+/g, ' ')`;

/** Does something with visitors; where it fails, the error tells where they stand. */
export async function telling<T>(visitors: Visitor[], work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const where = await Promise.all(visitors.map(describeVisit));
    throw new Error([String(cause), ...where].join('\n     '), { cause });
  }
}
