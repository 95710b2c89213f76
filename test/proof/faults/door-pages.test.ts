import { DOOR_PAGES } from './flows/door-pages.ts';
import { prove } from './prove.ts';

prove(DOOR_PAGES);
