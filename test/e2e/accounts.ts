import { createChecks } from './checks.ts';
import { audit } from './pages/audit.ts';
import { openSite } from './pages/site.ts';
import type { State } from './pages/state.ts';
import { eachState } from './pages/states.ts';
import type { Visitor } from './pages/visitor.ts';
import { walkWithScript } from './pages/with-script.ts';
import { walkWithoutScript } from './pages/without-script.ts';

// The pages that people use, in a real browser against `npm run dev`: from sign-up to erasure, and
// every page in every state. `ONLY` names a part of the names of states, `ONLY=walk` no state.
const checks = createChecks();
const { check, finish } = checks;
const site = await openSite();

/** What stops a walk is one more thing that does not hold. */
const walk = (name: string, going: Promise<void>) =>
  going.catch((error: unknown) => check(name, false, String(error)));

try {
  await Promise.all([
    walk('the walk without script', walkWithoutScript(site, 'en', checks)),
    walk('the walk with script', walkWithScript(site, 'en', checks)),
  ]);
  const look = async (visitor: Visitor, state: State) => {
    const found = await audit(visitor, state);
    check(`${state.name} is sound`, found.length === 0, found.join('\n     '));
  };
  await eachState(site, look, { fail: (name, why) => check(name, false, why) });
} finally {
  await site.stop();
}
finish();
