import { ACCOUNT_PAGES } from './flows/account-pages.ts';
import { prove } from './prove.ts';

prove(ACCOUNT_PAGES);
