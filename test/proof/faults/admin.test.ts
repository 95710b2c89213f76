import { ADMINISTRATION } from './flows/admin.ts';
import { prove } from './prove.ts';

prove(ADMINISTRATION);
