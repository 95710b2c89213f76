import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT, readDocument } from '../support/documents.ts';

/** Folders that do not run in the Worker. */
const ELSEWHERE = /^(?:cli|client|docs|kit\/browser)\//;
/** A call that leaves, rather than hands another's `fetch` on. */
const CALL = /(?:await|return) fetch\((?!request)/;

const CALLERS = readdirSync(path.join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file) && !ELSEWHERE.test(file))
  .filter((file) => CALL.test(readDocument(`src/${file}`)))
  .sort();

describe('what calls other services', () => {
  it('is known', () => {
    expect(CALLERS).toEqual([
      'mail/mail-api.ts',
      'methods/password/breach-check.ts',
      'methods/social/provider-fetch.ts',
      'oauth/back-channel/tell-sign-out.ts',
      'operations/sentry-event.ts',
    ]);
  });

  it.each(CALLERS)('follows no redirect, and waits for so long: %s', (file) => {
    const text = readDocument(`src/${file}`);
    expect(text.includes("redirect: 'manual'")).toBe(true);
    expect(/AbortSignal\.timeout\(/.test(text)).toBe(true);
  });
});
