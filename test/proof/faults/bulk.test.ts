import { BULK } from './flows/bulk.ts';
import { prove } from './prove.ts';

prove(BULK);
