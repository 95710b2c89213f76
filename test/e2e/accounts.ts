import { createChecks } from './checks.ts';
import { audit } from './pages/audit.ts';
import { openSite } from './pages/site.ts';
import type { State } from './pages/state.ts';
import { eachState } from './pages/states.ts';
import type { Visitor } from './pages/visitor.ts';

// The pages that people use, in a real browser against `npm run dev`: every page in every state.
const { check, finish } = createChecks();
const site = await openSite();
try {
  const look = async (visitor: Visitor, state: State) => {
    const found = await audit(visitor, state);
    check(`${state.name} is sound`, found.length === 0, found.join('\n     '));
  };
  await eachState(site, look, { fail: (name, why) => check(name, false, why) });
} finally {
  await site.stop();
}
finish();
