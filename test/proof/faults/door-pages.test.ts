import { DOOR_PAGES } from './flows/door-pages.ts';
import { provePages } from './prove.ts';

provePages(DOOR_PAGES);
