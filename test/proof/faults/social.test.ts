import { SOCIAL } from './flows/social.ts';
import { provePages } from './prove.ts';

provePages(SOCIAL);
