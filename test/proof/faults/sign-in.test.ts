import { SIGN_IN } from './flows/sign-in.ts';
import { prove } from './prove.ts';

prove(SIGN_IN);
