import { SESSIONS } from './flows/sessions.ts';
import { prove } from './prove.ts';

prove(SESSIONS);
