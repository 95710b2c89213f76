import { FACTOR_CHANGES } from './flows/factor-changes.ts';
import { prove } from './prove.ts';

prove(FACTOR_CHANGES);
