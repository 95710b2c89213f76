import { createChecks } from './checks.ts';
import { audit } from './pages/audit.ts';
import { unseen } from './pages/page-paths.ts';
import { openSite } from './pages/site.ts';
import type { State } from './pages/state.ts';
import { eachSpecialState, eachState, STATES } from './pages/states.ts';
import { shownPaths, type Visitor } from './pages/visitor.ts';
import { walkWithScript } from './pages/with-script.ts';
import { walkWithoutScript } from './pages/without-script.ts';

// The pages that people use, in a real browser against `npm run dev`: from sign-up to erasure, and
// every page in every state. Arabic, which is written from right to left, has the walks too, and
// the states whose layout could differ by that; `LANGUAGE=ar` audits all of them in Arabic instead.
// `ONLY` takes states whose name matches that, without the walks, and `ONLY=walk` the walks alone.
const checks = createChecks();
const { check, finish } = checks;
/** With marks, icons, long values and text from left to right among the rest. */
const MIRRORED = new Set([
  'root',
  'sign-in-wrong',
  'sign-in-code-sent',
  'sign-up-wrong',
  'second-step-several-passkey',
  'verify-email-several',
  'account-totp-wrong',
  'account-codes-shown',
  'account-security-full',
  'account-sessions-many',
  'account-dialog',
  'account-erase-wrong',
  'social-address',
  'account-joined',
  'account-join',
]);

const site = await openSite();

/** What stops a walk is one more thing that does not hold. */
const walk = (name: string, going: Promise<void>) =>
  going.catch((error: unknown) => check(name, false, String(error)));

try {
  const walked = (process.env.ONLY ?? 'walk') === 'walk' ? ['en', 'ar'] : [];
  await Promise.all(
    walked.flatMap((to) => [
      walk(`the walk without script, ${to}`, walkWithoutScript(site, to, checks)),
      walk(`the walk with script, ${to}`, walkWithScript(site, to, checks)),
    ]),
  );
  const lookIn = (language: string) => async (visitor: Visitor, state: State) => {
    const found = await audit(visitor, state);
    check(`${state.name} is sound, ${language}`, found.length === 0, found.join('\n     '));
  };
  const language = process.env.LANGUAGE ?? 'en';
  const options = { language, fail: (name: string, why: string) => check(name, false, why) };
  await Promise.all([
    eachState(site, lookIn(language), options),
    eachSpecialState(lookIn(language), options),
  ]);
  const states = STATES.filter(({ name }) => MIRRORED.has(name));
  if (language === 'en')
    await eachState(site, lookIn('ar'), { ...options, language: 'ar', states });
  if (process.env.ONLY === undefined) {
    const missed = unseen(shownPaths);
    check('every page was shown', missed.length === 0, missed.join(', '));
  }
} finally {
  await site.stop();
}
finish();
