import { SIGN_UP } from './flows/sign-up.ts';
import { prove } from './prove.ts';

prove(SIGN_UP);
