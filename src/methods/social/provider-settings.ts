import * as z from 'zod';
import { isPlainHttpElsewhere } from '../../http/origin.ts';
import { parseAddress } from '../../shared/mail-address.ts';
import { plainText } from '../../shared/plain-text.ts';
import { domainOf } from './claims.ts';
import type { ProviderKind, SocialProvider } from './provider.ts';

type Usual = Pick<SocialProvider, 'label' | 'issuer' | 'scopes'>;

/** What the providers that everybody knows need no setting for. */
const KNOWN: Record<Exclude<ProviderKind, 'openid'>, Usual> = {
  google: {
    label: 'Google',
    issuer: 'https://accounts.google.com',
    scopes: ['openid', 'email', 'profile'],
  },
  apple: { label: 'Apple', issuer: 'https://appleid.apple.com', scopes: ['name', 'email'] },
  github: {
    label: 'GitHub',
    issuer: 'https://github.com',
    scopes: ['read:user', 'user:email'],
  },
  microsoft: {
    label: 'Microsoft',
    issuer: 'https://login.microsoftonline.com/common/v2.0',
    scopes: ['openid', 'email', 'profile'],
  },
};
const OPENID_SCOPES = ['openid', 'email', 'profile'];

const isKnown = (id: string): id is Exclude<ProviderKind, 'openid'> => Object.hasOwn(KNOWN, id);

/** More buttons than a page can show. */
const MAX_PROVIDERS = 20;

const issuer = z
  .url({ protocol: /^https?$/, error: 'is no URL' })
  .refine((url) => !isPlainHttpElsewhere(url), 'is http: on another host than this machine')
  .refine((url) => !/[?#@]/.test(url), 'has more than scheme, host and path');

/** A domain in A-labels and lower case. */
const domain = z.string().transform((text, context) => {
  const address = parseAddress(`x@${text}`);
  if (address !== null) return domainOf(address);
  context.addIssue({ code: 'custom', message: 'is no domain like example.com' });
  return z.NEVER;
});

const token = z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]{1,200}$/, 'has characters that none has');

const provider = z
  .strictObject({
    id: z
      .string()
      .regex(/^[a-z][a-z0-9-]{0,31}$/, 'takes a-z, 0-9 and hyphens, 32 at most, a letter first'),
    client_id: z.string().regex(/^[\x20-\x7e]{1,255}$/, 'has characters that none has'),
    label: plainText(40).min(1).optional(),
    issuer: issuer.optional(),
    scopes: z.array(token).min(1).max(20).optional(),
    authority_for: z.array(domain).max(100).default([]),
    trust_amr: z.union([z.boolean(), z.array(token).min(1).max(20)]).default(false),
    team_id: token.optional(),
    key_id: token.optional(),
  })
  .superRefine(({ id, issuer: given, team_id: team, key_id: key, scopes }, context) => {
    const complain = (field: string, message: string) =>
      context.addIssue({ code: 'custom', path: [field], message });
    if (given === undefined && !isKnown(id)) complain('issuer', 'is missing');
    if (id === 'apple' && team === undefined) complain('team_id', 'is missing');
    if (id === 'apple' && key === undefined) complain('key_id', 'is missing');
    if (id !== 'apple' && team !== undefined) complain('team_id', 'is for apple only');
    if (id !== 'apple' && key !== undefined) complain('key_id', 'is for apple only');
    // Without it, providers answer without an ID token.
    const isOpenId = id !== 'apple' && id !== 'github';
    if (isOpenId && scopes !== undefined && !scopes.includes('openid'))
      complain('scopes', 'lacks openid');
  });

/** One provider as it is set, without its secret. */
export type ProviderSetting = z.infer<typeof provider>;

const list = z
  .array(provider)
  .max(MAX_PROVIDERS)
  .superRefine((providers, context) => {
    const names = providers.map(({ id }) => secretName(id));
    providers.forEach(({ id }, index) => {
      if (names.indexOf(secretName(id)) < index)
        context.addIssue({ code: 'custom', path: [index, 'id'], message: 'is there twice' });
    });
  });

/**
 * `SOCIAL_PROVIDERS`, once it is parsed as JSON. Each provider has an id of its own; complaints
 * name the place in the list.
 */
export const providerSettings = z.unknown().transform((value, context) => {
  const parsed = list.safeParse(value);
  if (parsed.success) return parsed.data;
  for (const { path, message } of parsed.error.issues)
    context.addIssue({ code: 'custom', message: `${path.join('.')} ${message}`.trim() });
  return z.NEVER;
});

/** The setting that has the secret of a provider. */
export const secretName = (id: string): string =>
  `SOCIAL_${id.toUpperCase().replaceAll('-', '_')}_SECRET`;

/** Whether a provider lets no service in without a secret. Others may have public clients. */
export const needsSecret = ({ id }: ProviderSetting): boolean => isKnown(id);

/** A private key in PKCS #8, as Apple gives out in a `.p8` file. */
const PRIVATE_KEY =
  /^-----BEGIN PRIVATE KEY-----\s+[A-Za-z0-9+/=\s]{100,}-----END PRIVATE KEY-----\s*$/;

/** A key as its file has it: files of settings write line ends as `\n`. */
const withLineEnds = (secret: string): string => secret.replaceAll('\\n', '\n');

/** Returns what is wrong with the secret of a provider, in words; null if nothing is. */
export function faultOfSecret(setting: ProviderSetting, secret: string | undefined): string | null {
  if (secret === undefined)
    return needsSecret(setting) ? `is missing: ${setting.id} requires one` : null;
  if (setting.id === 'apple')
    return PRIVATE_KEY.test(withLineEnds(secret))
      ? null
      : 'is no private key: take the text of the .p8 file';
  return /^[\x20-\x7e]+$/.test(secret) ? null : 'contains characters that no secret has';
}

/** The providers as the code knows them, with their secrets, by the names of their settings. */
export function toProviders(
  settings: readonly ProviderSetting[],
  secrets: Readonly<Record<string, string>>,
): SocialProvider[] {
  return settings.map((setting) => {
    const { id, trust_amr: trust, team_id: teamId, key_id: keyId } = setting;
    const usual = isKnown(id) ? KNOWN[id] : null;
    const secret = secrets[secretName(id)];
    return {
      id,
      kind: isKnown(id) ? id : 'openid',
      label: setting.label ?? usual?.label ?? id,
      issuer: issuerOf(setting, usual),
      clientId: setting.client_id,
      secret: secret === undefined ? null : withLineEnds(secret),
      scopes: setting.scopes ?? usual?.scopes ?? OPENID_SCOPES,
      authorityFor: setting.authority_for,
      trustAmr: typeof trust === 'boolean' ? (trust ? ['mfa'] : []) : trust,
      appleKey: teamId === undefined || keyId === undefined ? null : { teamId, keyId },
    };
  });
}

/** GitHub's addresses begin with its issuer; those of others are compared with it as they are. */
function issuerOf({ id, issuer: given }: ProviderSetting, usual: Usual | null): string {
  if (given === undefined) return usual?.issuer ?? '';
  return id === 'github' ? given.replace(/\/+$/, '') : given;
}
