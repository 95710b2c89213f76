import { PASSKEYS } from './flows/passkeys.ts';
import { prove } from './prove.ts';

prove(PASSKEYS);
