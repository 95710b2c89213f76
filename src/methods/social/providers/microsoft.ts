import type { Dialect } from '../dialect.ts';
import { invalidAnswer } from '../provider-fault.ts';
import { fillTenant, namedIssuer } from '../tenants.ts';
import { plainDialect } from './openid.ts';
import { postSecret } from './post-secret.ts';

/**
 * Microsoft Entra and personal accounts. Many tenants share one address, whose metadata names a
 * template for an issuer; `tid` of a token fills it in, and keys may be for one issuer only.
 */
export const microsoftDialect: Dialect = {
  ...plainDialect,
  parameters: { prompt: 'select_account' },
  authenticate: async ({ provider }) => postSecret(provider),
  issuerOf: ({ issuer }) => namedIssuer(issuer),
  issuerOfToken: ({ issuer }, { tid }) => {
    const filled = fillTenant(issuer, tid);
    if (filled === null) throw invalidAnswer('tenant');
    return filled;
  },
  checkKey: (key, { iss, tid }) => {
    const { issuer } = key as { issuer?: unknown };
    if (issuer === undefined) return;
    if (typeof issuer !== 'string' || fillTenant(issuer, tid) !== iss)
      throw invalidAnswer('key_of_another_issuer');
  },
};
