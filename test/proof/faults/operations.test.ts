import { OPERATIONS } from './flows/operations.ts';
import { prove } from './prove.ts';

prove(OPERATIONS);
