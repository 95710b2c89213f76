import { sha256 } from '@noble/hashes/sha2.js';
import type { MiddlewareHandler } from 'hono';

/** The style sheet of our own pages. */
export const STYLE = `
:root { color-scheme: light dark }
body { margin: 0; font: 16px/1.5 system-ui, sans-serif;
  background: light-dark(#f3f4f6, #0b0f19); color: light-dark(#111827, #e5e7eb) }
main { max-width: 32rem; margin: 8vh auto; padding: 2rem; border-radius: .75rem;
  background: light-dark(#fff, #151b2b) }
h1 { margin: 0 0 1rem; font-size: 1.4rem } h2 { margin: 0; font-size: 1rem }
article { margin-top: 1.5rem; padding-top: 1.5rem;
  border-top: 1px solid light-dark(#e5e7eb, #2a3348) }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font: .85rem/1.5 ui-monospace, monospace }
label { display: block; margin: 1rem 0 .25rem; font-weight: 600 }
input { box-sizing: border-box; width: 100%; padding: .6rem;
  border: 1px solid light-dark(#9ca3af, #4b5563); border-radius: .4rem;
  font: inherit; background: transparent; color: inherit }
button { margin-top: 1rem; padding: .7rem 1.2rem; border: 0; border-radius: .4rem;
  background: #1d4ed8; color: #fff; font: inherit; font-weight: 600; cursor: pointer }
button:focus-visible, input:focus-visible, a:focus-visible {
  outline: 3px solid #60a5fa; outline-offset: 2px }
.error { color: light-dark(#b91c1c, #fca5a5) } small { color: light-dark(#6b7280, #9ca3af) }`;

const styleHash = btoa(String.fromCharCode(...sha256(new TextEncoder().encode(STYLE))));

/** The policy of our pages: one style sheet, known by its hash; forms to this origin; no script. */
export const pageHeaders: MiddlewareHandler = async (c, next) => {
  c.header(
    'Content-Security-Policy',
    [
      "default-src 'none'",
      `style-src 'sha256-${styleHash}'`,
      "form-action 'self'",
      "frame-ancestors 'none'",
      "base-uri 'none'",
    ].join('; '),
  );
  await next();
};
