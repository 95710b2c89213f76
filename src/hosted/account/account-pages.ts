import { type Context, Hono } from 'hono';
import { type ActivityPagesDeps, activityPages } from './activity.tsx';
import { type ConnectionsPagesDeps, connectionsPages } from './connections.tsx';
import { type DataPagesDeps, dataPages } from './data.tsx';
import { type EmailPageDeps, emailPage } from './email.tsx';
import { type EmailCodePageDeps, emailCodePage } from './email-code.tsx';
import { type ErasePagesDeps, erasePages } from './erase.tsx';
import { type RemoveFactorPageDeps, removeFactorPage } from './factor-remove.tsx';
import { type ConnectPageDeps, connectPage } from './identity-connect.tsx';
import { type DisconnectPageDeps, disconnectPage } from './identity-disconnect.tsx';
import { type JoinPageDeps, joinPage } from './identity-join.tsx';
import { type AddPasskeyDeps, addPasskeyPage } from './passkey-add.tsx';
import { type RenamePasskeyDeps, renamePasskeyPage } from './passkey-rename.tsx';
import { type PasswordPageDeps, passwordPage } from './password.tsx';
import { type ProfilePageDeps, profilePage } from './profile.tsx';
import { PROFILE } from './profile-view.tsx';
import { type RecoveryCodesPageDeps, recoveryCodesPage } from './recovery-codes.tsx';
import { type SecurityPageDeps, securityPage } from './security.tsx';
import { type SessionsPagesDeps, sessionsPages } from './sessions.tsx';
import { type TotpPageDeps, totpPage } from './totp.tsx';
import { type UsernamePageDeps, usernamePage } from './username.tsx';

export type AccountPagesDeps = ProfilePageDeps &
  UsernamePageDeps &
  EmailPageDeps &
  SecurityPageDeps &
  PasswordPageDeps &
  AddPasskeyDeps &
  RenamePasskeyDeps &
  RemoveFactorPageDeps &
  TotpPageDeps &
  RecoveryCodesPageDeps &
  EmailCodePageDeps &
  ActivityPagesDeps &
  ConnectionsPagesDeps &
  ConnectPageDeps &
  JoinPageDeps &
  DisconnectPageDeps &
  DataPagesDeps &
  SessionsPagesDeps &
  ErasePagesDeps;

/** `/account`: a person's profile, how they sign in, what happened, and what may use it. */
export const accountPages = (provide: (c: Context) => AccountPagesDeps) =>
  new Hono({ strict: false })
    .get('/', (c) => c.redirect(PROFILE, 303))
    .route('/profile', profilePage(provide))
    .route('/profile/username', usernamePage(provide))
    .route('/profile/email', emailPage(provide))
    .route('/security', securityPage(provide))
    .route('/security/password', passwordPage(provide))
    .route('/security/passkeys/add', addPasskeyPage(provide))
    .route('/security/passkeys', renamePasskeyPage(provide))
    .route('/security/passkeys', removeFactorPage(provide, 'passkey'))
    .route('/security/totp', totpPage(provide))
    .route('/security/totp', removeFactorPage(provide, 'totp'))
    .route('/security/recovery-codes', recoveryCodesPage(provide))
    .route('/security/email-code', emailCodePage(provide))
    .route('/', activityPages(provide))
    .route('/', connectionsPages(provide))
    .route('/', connectPage(provide))
    .route('/', joinPage(provide))
    .route('/', disconnectPage(provide))
    .route('/', dataPages(provide))
    .route('/', sessionsPages(provide))
    .route('/', erasePages(provide));
