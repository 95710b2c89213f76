import { RECOVERY } from './flows/recovery.ts';
import { prove } from './prove.ts';

prove(RECOVERY);
