import { ACCOUNT } from './flows/account.ts';
import { prove } from './prove.ts';

prove(ACCOUNT);
