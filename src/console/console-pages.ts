import { type Context, Hono } from 'hono';
import { type ClientsPagesDeps, clientsPages } from './clients/clients-pages.ts';
import { type LettersPageDeps, lettersPage } from './dead-letters/letters-page.tsx';
import { type EventsPageDeps, eventsPage } from './events-page.tsx';
import { type JobPageDeps, jobPage } from './job-page.tsx';
import { type JobsPageDeps, jobsPage } from './jobs-page.tsx';
import { type KeysPageDeps, keysPage } from './keys/keys-page.tsx';
import { type OverviewPageDeps, overviewPage } from './overview/overview-page.tsx';
import { type SettingsPageDeps, settingsPage } from './settings/settings-page.tsx';
import { type UserPageDeps, userPage } from './user-page.tsx';
import { type UsersExportDeps, usersExport } from './users-export.tsx';
import { type UsersPageDeps, usersPage } from './users-page.tsx';

export type ConsolePagesDeps = OverviewPageDeps &
  UsersPageDeps &
  UsersExportDeps &
  UserPageDeps &
  JobsPageDeps &
  JobPageDeps &
  EventsPageDeps &
  LettersPageDeps &
  ClientsPagesDeps &
  KeysPageDeps &
  SettingsPageDeps;

/** `/admin`: the console of staff and admins. */
export const consolePages = (provide: (c: Context) => ConsolePagesDeps) =>
  new Hono({ strict: false })
    .route('/', overviewPage(provide))
    .route('/', usersExport(provide))
    .route('/users', usersPage(provide))
    .route('/users', userPage(provide))
    .route('/events', eventsPage(provide))
    .route('/dead-letters', lettersPage(provide))
    .route('/jobs', jobsPage(provide))
    .route('/jobs', jobPage(provide))
    .route('/clients', clientsPages(provide))
    .route('/keys', keysPage(provide))
    .route('/settings', settingsPage(provide));
