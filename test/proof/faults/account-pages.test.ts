import { ACCOUNT_PAGES } from './flows/account-pages.ts';
import { provePages } from './prove.ts';

provePages(ACCOUNT_PAGES);
