import { SECOND_FACTORS } from './flows/second-factors.ts';
import { prove } from './prove.ts';

prove(SECOND_FACTORS);
