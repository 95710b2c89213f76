import { generateKeyPairSync } from 'node:crypto';
import {
  needsSecret,
  type ProviderSetting,
  providerSettings,
  secretName,
} from '../../methods/social/provider-settings.ts';
import { callbackUrl } from '../../methods/social/social-deps.ts';
import type { Target } from './target.ts';

type Vars = Target['vars'];

/** The providers of these vars; none if the setting is wrong, which the configuration says. */
function providersOf({ SOCIAL_PROVIDERS: text }: Vars): ProviderSetting[] {
  try {
    const parsed = providerSettings.safeParse(JSON.parse(String(text ?? '[]')));
    return parsed.success ? parsed.data : [];
  } catch {
    return [];
  }
}

/** Returns the names of the secrets that the providers of these vars may have. */
export const socialSecretNames = (vars: Vars): string[] =>
  providersOf(vars).map(({ id }) => secretName(id));

/** Returns the secrets that these vars need and nobody is known to have. */
export function findMissingSocialSecrets(vars: Vars, known: readonly string[]): string[] {
  return providersOf(vars)
    .filter(needsSecret)
    .map(({ id }) => secretName(id))
    .filter((name) => !known.includes(name));
}

/** Throw-away values for secrets whose values cannot be read. */
export function standInsFor(vars: Vars, present: readonly string[]): Record<string, string> {
  const there = providersOf(vars).filter(({ id }) => present.includes(secretName(id)));
  return Object.fromEntries(
    there.map(({ id }) => [secretName(id), id === 'apple' ? makePrivateKey() : 'a-stand-in']),
  );
}

function makePrivateKey(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/** Returns a line for each provider: the address to register there. */
export function describeCallbacks(vars: Vars): string[] {
  const providers = providersOf(vars);
  const width = Math.max(0, ...providers.map(({ id }) => id.length));
  const appUrl = String(vars.APP_URL).replace(/\/+$/, '');
  return providers.map(({ id }) => `${id.padEnd(width)}  ${callbackUrl(appUrl, id)}`);
}
