import { CONSOLE } from './flows/console.ts';
import { provePages } from './prove.ts';

provePages(CONSOLE);
