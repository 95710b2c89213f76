import type { FieldError } from '../../kit/notice.tsx';
import { SCOPES } from '../../oauth/clients/client.ts';
import type { ClientView } from '../../oauth/clients/client-view.ts';
import type { Typed } from '../reason-field.tsx';
import { SETTINGS, type Setting, type SettingName } from './settings.ts';

/** Settings in the names and the form of the API. */
export type GivenSettings = Partial<Record<SettingName, unknown>>;

/** Returns what the form of a client holds, and nothing that it has no field for. */
export function settingsOf(typed: Typed): GivenSettings {
  const given = SETTINGS.map((setting) => [setting.name, givenOf(setting, typed)]);
  return Object.fromEntries(given.filter(([, value]) => value !== undefined)) as GivenSettings;
}

/** Returns the settings of a form that are not those of the client that its page showed. */
export function changesOf(typed: Typed, client: ClientView): GivenSettings {
  const former = settingsOf(typedOf(client));
  const changed = Object.entries(settingsOf(typed)).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(former[name as SettingName]),
  );
  return Object.fromEntries(changed);
}

function givenOf({ name, kind }: Setting, typed: Typed): unknown {
  const text = typed[name]?.trim() ?? '';
  if (kind === 'uris') return text.split(/\s+/).filter((uri) => uri !== '');
  if (kind === 'switch') return typed[name] !== undefined;
  if (kind === 'scopes')
    return SCOPES.filter((scope) => typed[`scope_${scope}`] !== undefined).join(' ');
  if (kind === 'seconds') return /^\d{0,9}$/.test(text) ? Number(text) : text;
  // Keys that are left out stay, or go with the method that needs them.
  if (kind === 'keys') return text === '' ? undefined : parsed(text);
  return kind === 'choice' && text === '' ? undefined : text;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Returns what stands in the form of a client. */
export function typedOf(client: ClientView): Typed {
  const fields = SETTINGS.flatMap(({ name, kind }): [string, string][] => {
    const value = client[name];
    if (kind === 'scopes') return client.scope.split(' ').map((one) => [`scope_${one}`, 'on']);
    if (kind === 'switch') return value === true ? [[name, 'on']] : [];
    if (value === null) return [[name, '']];
    if (kind === 'uris') return [[name, (value as string[]).join('\n')]];
    if (kind === 'keys') return [[name, JSON.stringify(value, null, 2)]];
    return [[name, String(value)]];
  });
  return Object.fromEntries(fields);
}

/** What to say of a setting that breaks a rule whose own words are for programs. */
const IN_WORDS: Partial<Record<SettingName, string>> = {
  client_name: 'Give it a name of at most 80 letters.',
  redirect_uris: 'Enter at least one redirect URI, at most 20, and each once.',
  post_logout_redirect_uris: 'Enter at most 20 URIs, and each once.',
  scope: 'Tick at least one scope.',
  access_token_ttl: 'Enter seconds from 60 to 3600, or nothing.',
  refresh_token_ttl: 'Enter seconds from 3600 to 7776000, or nothing.',
  token_endpoint_auth_method: 'Choose one of the list.',
  id_token_signed_response_alg: 'Choose one of the list.',
};

/**
 * Returns one error a field of a form, of the errors that the API would answer. A URI that is at
 * fault is named.
 */
export function inWords(
  errors: readonly { field: string; code: string; message: string }[],
  given: GivenSettings,
): FieldError[] {
  const said = new Map<string, string>();
  for (const error of errors) {
    const [name = ''] = error.field.split('.');
    if (!said.has(name)) said.set(name, sentenceOf(error, given));
  }
  return [...said].map(([field, message]) => ({ field, message }));
}

function sentenceOf(
  { field, code, message }: { field: string; code: string; message: string },
  given: GivenSettings,
): string {
  const [name = '', index] = field.split('.');
  const said = message.endsWith('.') ? message : `${message}.`;
  const value = given[name as SettingName];
  const uri = Array.isArray(value) ? value[Number(index)] : value;
  const isUri = name === 'backchannel_logout_uri' || index !== undefined;
  if (name === 'jwks' && (index !== undefined || code !== 'custom'))
    return `This is no set of public keys. At ${field}: ${said}`;
  if (code === 'custom' && isUri && typeof uri === 'string') return `“${uri}” ${said}`;
  const words = IN_WORDS[name as SettingName];
  return words === undefined || (code === 'custom' && !name.endsWith('_uris')) ? said : words;
}
