import { FACTOR_REMOVALS } from './flows/factor-removals.ts';
import { prove } from './prove.ts';

prove(FACTOR_REMOVALS);
