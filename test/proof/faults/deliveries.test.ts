import { DELIVERIES } from './flows/deliveries.ts';
import { prove } from './prove.ts';

prove(DELIVERIES);
