import { ENROLMENTS } from './flows/enrolments.ts';
import { prove } from './prove.ts';

prove(ENROLMENTS);
