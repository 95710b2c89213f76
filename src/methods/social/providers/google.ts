import type { Dialect } from '../dialect.ts';
import { plainDialect } from './openid.ts';
import { postSecret } from './post-secret.ts';

/** Google: asks which account, since most people who have two are signed in with both. */
export const googleDialect: Dialect = {
  ...plainDialect,
  parameters: { prompt: 'select_account' },
  authenticate: async ({ provider }) => postSecret(provider),
};
