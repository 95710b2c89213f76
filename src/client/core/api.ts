import type { components } from '../generated/api.d.ts';

type Schemas = components['schemas'];

/** Who is signed in. */
export type User = Schemas['AccountView'];
