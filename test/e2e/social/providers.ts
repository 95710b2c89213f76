import { generateKeyPairSync } from 'node:crypto';
import type { Shape } from '../../support/fake-provider/account.ts';
import { type Change, startFakeProviders } from '../../support/fake-provider.ts';
import { findFreePort } from '../../support/free-port.ts';

const SECRET = 'secret-of-the-fake';

/** Each story has providers of its own: who is signed in at one is no matter of the others. */
const SHAPES = {
  ours: 'openid',
  google: 'google',
  apple: 'apple',
  github: 'github',
  microsoft: 'microsoft',
  work: 'openid',
  club: 'openid',
  moody: 'openid',
  tabs: 'openid',
  shop: 'openid',
  /** Ends in the middle of a sign-in. */
  frail: 'openid',
  /** Was never there. */
  gone: 'openid',
} as const satisfies Record<string, Shape>;
export type ProviderId = keyof typeof SHAPES;

const LABELS: Partial<Record<ProviderId, string>> = { ours: 'Fernhill ID', frail: 'Frail ID' };

/** How the providers of a service are named where people see them. */
export const labelOf = (id: ProviderId): string => LABELS[id] ?? id;

export type Providers = Awaited<ReturnType<typeof serveProviders>>;

/**
 * Starts fake providers on 127.0.0.1, which is another site than the service on localhost. Those of
 * no known shape vouch for addresses of example.com.
 */
export async function serveProviders() {
  const [main, frail, port] = await Promise.all([
    startFakeProviders(),
    startFakeProviders(),
    findFreePort(),
  ]);
  const bases: Partial<Record<ProviderId, string>> = {
    frail: frail.url,
    gone: `http://127.0.0.1:${port}`,
  };

  const set = async (id: ProviderId, change: Change): Promise<void> => {
    const body = JSON.stringify(change);
    const answer = await fetch(`${main.url}/control/${id}`, { method: 'PUT', body });
    if (!answer.ok) throw new Error(`${id}: ${answer.status} ${await answer.text()}`);
  };
  const ids = Object.keys(SHAPES) as ProviderId[];
  await Promise.all(ids.map((id) => set(id, { shape: SHAPES[id] })));

  const settings: Record<string, string> = {
    SOCIAL_PROVIDERS: JSON.stringify(ids.map((id) => settingOf(id, bases[id] ?? main.url))),
  };
  for (const id of ids)
    settings[`SOCIAL_${id.toUpperCase()}_SECRET`] = id === 'apple' ? makeAppleKey() : SECRET;

  return {
    origin: main.url,
    settings,
    /** Says who is signed in at a provider from now on. */
    be: (id: ProviderId, person: Record<string, unknown>) =>
      set(id, { person: { email_verified: true, ...person } }),
    stopFrail: frail.stop,
    stop() {
      main.stop();
      frail.stop();
    },
  };
}

function settingOf(id: ProviderId, base: string) {
  const shape = SHAPES[id];
  return {
    id,
    client_id: 'latchkey',
    issuer: `${base}/${id}${shape === 'microsoft' ? '/common/v2.0' : ''}`,
    ...(shape === 'openid' ? { label: labelOf(id), authority_for: ['example.com'] } : {}),
    ...(shape === 'apple' ? { team_id: 'TEAM123456', key_id: 'KEY1234567' } : {}),
  };
}

/** A key as Apple gives it out, on one line. */
function makeAppleKey(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString().replaceAll('\n', '\\n');
}
