import { readFileSync } from 'node:fs';
import type { ClientCommand } from '../../admin/client-commands.ts';
import { UsageError } from './usage-error.ts';

/** The options of `admin client`, as `parseArgs` takes them. */
export const CLIENT_OPTIONS = {
  name: { type: 'string' },
  'redirect-uri': { type: 'string', multiple: true },
  'post-logout-redirect-uri': { type: 'string', multiple: true },
  scope: { type: 'string' },
  public: { type: 'boolean' },
  'auth-method': { type: 'string' },
  jwks: { type: 'string' },
  'first-party': { type: 'boolean' },
  'third-party': { type: 'boolean' },
  pkce: { type: 'boolean' },
  'no-pkce': { type: 'boolean' },
  'require-par': { type: 'boolean' },
  'no-par': { type: 'boolean' },
  dpop: { type: 'boolean' },
  'no-dpop': { type: 'boolean' },
  'id-token-alg': { type: 'string' },
  'id-token-claims': { type: 'boolean' },
  'no-id-token-claims': { type: 'boolean' },
  'lenient-audience': { type: 'boolean' },
  'strict-audience': { type: 'boolean' },
  'backchannel-logout-uri': { type: 'string' },
  'access-token-ttl': { type: 'string' },
  'refresh-token-ttl': { type: 'string' },
  disable: { type: 'boolean' },
  enable: { type: 'boolean' },
  drop: { type: 'boolean' },
} as const;

type Name = keyof typeof CLIENT_OPTIONS;
/** What was given of these options. */
export type ClientValues = { [N in Name]?: string | boolean | string[] | undefined };

/** Options with a text, by the setting of the API that they say. */
const TEXTS: Partial<Record<Name, string>> = {
  name: 'client_name',
  'redirect-uri': 'redirect_uris',
  'post-logout-redirect-uri': 'post_logout_redirect_uris',
  scope: 'scope',
  'auth-method': 'token_endpoint_auth_method',
  'id-token-alg': 'id_token_signed_response_alg',
  'backchannel-logout-uri': 'backchannel_logout_uri',
};
const SECONDS: Partial<Record<Name, string>> = {
  'access-token-ttl': 'access_token_ttl',
  'refresh-token-ttl': 'refresh_token_ttl',
};
/** Pairs of options that say yes and no. */
const SWITCHES: [yes: Name, no: Name, setting: string][] = [
  ['first-party', 'third-party', 'first_party'],
  ['pkce', 'no-pkce', 'require_pkce'],
  ['require-par', 'no-par', 'require_pushed_authorization_requests'],
  ['dpop', 'no-dpop', 'dpop_bound_access_tokens'],
  ['id-token-claims', 'no-id-token-claims', 'claims_in_id_token'],
  ['lenient-audience', 'strict-audience', 'lenient_assertion_audience'],
  ['disable', 'enable', 'disabled'],
];

/** Returns the first option about clients that was given, or null. */
export function clientOptionIn(values: ClientValues): Name | null {
  const names = Object.keys(CLIENT_OPTIONS) as Name[];
  return names.find((name) => values[name] !== undefined) ?? null;
}

/** Reads `client …`. Throws {@link UsageError}. */
export function readClientCommand(words: string[], values: ClientValues): ClientCommand {
  const [act = '', id, ...more] = words;
  const { drop, ...settings } = values;
  const given = clientOptionIn(settings);
  if (act !== 'rotate' && drop !== undefined) throw new UsageError('--drop belongs to rotate');
  if (act !== 'add' && act !== 'change' && given !== null)
    throw new UsageError(`--${given} belongs to client add and client change`);
  if (more.length > 0) throw new UsageError(`client ${act} takes one client`);
  if (act === 'list' || act === 'add') {
    if (id !== undefined) throw new UsageError(`client ${act} takes no argument`);
    if (act === 'list') return { act };
    if (values.name === undefined || values['redirect-uri'] === undefined)
      throw new UsageError('client add needs --name and --redirect-uri');
    return { act, settings: settingsOf(settings) };
  }
  if (act !== 'show' && act !== 'change' && act !== 'rotate' && act !== 'remove')
    throw new UsageError(act === '' ? 'client needs a command' : `unknown command client ${act}`);
  if (id === undefined) throw new UsageError(`client ${act} takes the id of a client`);
  if (act === 'rotate') return { act, id, keep: drop !== true };
  if (act !== 'change') return { act, id };
  if (given === null) throw new UsageError('client change needs something to change');
  return { act, id, settings: settingsOf(settings) };
}

function settingsOf(values: ClientValues): Record<string, unknown> {
  const named = (names: Partial<Record<Name, string>>, read: (value: unknown) => unknown) =>
    Object.entries(names).flatMap(([option, setting]) => {
      const value = values[option as Name];
      return value === undefined ? [] : [[setting, read(value)]];
    });
  if (values.public === true && values['auth-method'] !== undefined)
    throw new UsageError('--public says what --auth-method would');
  return Object.fromEntries([
    ...named(TEXTS, (value) => value),
    ...named(SECONDS, readSeconds),
    ...SWITCHES.flatMap((pair) => switchOf(pair, values)),
    ...(values.public === true ? [['token_endpoint_auth_method', 'none']] : []),
    ...(values.jwks === undefined ? [] : [['jwks', readKeys(String(values.jwks))]]),
  ]) as Record<string, unknown>;
}

function switchOf([yes, no, setting]: (typeof SWITCHES)[number], values: ClientValues) {
  if (values[yes] !== undefined && values[no] !== undefined)
    throw new UsageError(`--${yes} and --${no} contradict each other`);
  const isSaid = values[yes] !== undefined || values[no] !== undefined;
  return isSaid ? [[setting, values[yes] === true]] : [];
}

function readSeconds(value: unknown): number {
  if (!/^\d{1,9}$/.test(String(value))) throw new UsageError(`${value} is no number of seconds`);
  return Number(value);
}

function readKeys(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new UsageError(`${file} is no file with a JWK Set`, { cause });
  }
}
