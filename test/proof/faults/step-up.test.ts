import { STEP_UPS } from './flows/step-up.ts';
import { prove } from './prove.ts';

prove(STEP_UPS);
