import { CLIENT_FLOWS } from './flows/clients.ts';
import { OAUTH } from './flows/oauth.ts';
import { prove } from './prove.ts';

prove([...CLIENT_FLOWS, ...OAUTH]);
