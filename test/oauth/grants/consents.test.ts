import { expect, it, vi } from 'vitest';
import type { AccountGuards } from '../../../src/guard/account-guards.ts';
import { createTrails } from '../../../src/guard/trail.ts';
import { createConsents } from '../../../src/oauth/grants/consents.ts';
import { INFO, NOW } from './parts.ts';

const trails = createTrails(1_000);
const trail = trails('ada', INFO);

function arrange() {
  const guards = {
    findConsent: vi.fn(async () => 'openid'),
    saveConsent: vi.fn(async () => {}),
    listConnections: vi.fn(async () => ['a connection']),
    withdrawConsent: vi.fn(async () => {}),
  };
  const given = guards as unknown as AccountGuards;
  return { guards, consents: createConsents({ guards: given, trails, clock: () => NOW }) };
}

it('a consent is found in the guard of its user', async () => {
  const { guards, consents } = arrange();
  expect(await consents.find('ada', 'app')).toBe('openid');
  expect(guards.findConsent).toHaveBeenCalledExactlyOnceWith('ada', 'app');
});

it('a consent is saved now, with where it came from', async () => {
  const { guards, consents } = arrange();
  await consents.save('ada', { clientId: 'app', scope: 'openid email' }, INFO);
  const saved = { clientId: 'app', scope: 'openid email', now: NOW, trail };
  expect(guards.saveConsent).toHaveBeenCalledExactlyOnceWith('ada', saved);
});

it('the clients that have access are those of now', async () => {
  const { guards, consents } = arrange();
  expect(await consents.list('ada')).toEqual(['a connection']);
  expect(guards.listConnections).toHaveBeenCalledExactlyOnceWith('ada', NOW);
});

it('a consent is withdrawn now, with where that came from', async () => {
  const { guards, consents } = arrange();
  await consents.withdraw('ada', 'app', INFO);
  const withdrawn = { clientId: 'app', now: NOW, trail };
  expect(guards.withdrawConsent).toHaveBeenCalledExactlyOnceWith('ada', withdrawn);
});
