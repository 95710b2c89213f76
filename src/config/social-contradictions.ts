import {
  faultOfSecret,
  type ProviderSetting,
  secretName,
} from '../methods/social/provider-settings.ts';
import { isPlaceholder } from './placeholder.ts';
import type { Values } from './settings.ts';

type Issue = { name: string; message: string };

/** Returns what is wrong with providers and their secrets, taken together. */
export function findSocialContradictions(values: Partial<Values>): Issue[] {
  const { SOCIAL_PROVIDERS: list = [], ENVIRONMENT: environment } = values;
  const secrets = values['SOCIAL_*_SECRET'] ?? {};
  return [
    ...list.flatMap((setting) => issuesOfSecret(setting, secrets, environment !== 'development')),
    ...(environment === 'production' ? list.flatMap(issuesOfIssuer) : []),
  ];
}

function issuesOfSecret(
  setting: ProviderSetting,
  secrets: Record<string, string>,
  isDeployed: boolean,
): Issue[] {
  const name = secretName(setting.id);
  const message = faultOfSecret(setting, secrets[name]);
  if (message !== null) return [{ name, message }];
  return isDeployed && isPlaceholder(secrets[name] ?? '')
    ? [{ name, message: 'is a placeholder' }]
    : [];
}

const issuesOfIssuer = ({ id, issuer }: ProviderSetting): Issue[] =>
  issuer?.startsWith('http:') === true
    ? [{ name: 'SOCIAL_PROVIDERS', message: `the issuer of ${id} must be https` }]
    : [];

/** Returns the secrets that no provider has a use for, by the names of their settings. */
export function unusedSocialSecrets(
  list: readonly ProviderSetting[],
  secrets: Record<string, string>,
): string[] {
  const used = new Set(list.map(({ id }) => secretName(id)));
  return Object.keys(secrets).filter((name) => !used.has(name));
}
