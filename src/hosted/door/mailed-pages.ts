import { type Context, Hono } from 'hono';
import {
  type CancelFactorRemovalPageDeps,
  cancelFactorRemovalPage,
} from './cancel-factor-removal.tsx';
import { type ChangeEmailPageDeps, changeEmailPage } from './change-email.tsx';
import { type CheckInboxPageDeps, checkInboxPage } from './check-inbox.tsx';
import { type ForgotPasswordPageDeps, forgotPasswordPage } from './forgot-password.tsx';
import { type ResetPasswordPageDeps, resetPasswordPage } from './reset-password.tsx';
import { type SignUpPageDeps, signUpPage } from './sign-up.tsx';
import { type UndoEmailChangePageDeps, undoEmailChangePage } from './undo-email-change.tsx';
import { type UndoFactorChangePageDeps, undoFactorChangePage } from './undo-factor-change.tsx';
import { type UnlockAccountPageDeps, unlockAccountPage } from './unlock-account.tsx';
import { type VerifyEmailPageDeps, verifyEmailPage } from './verify-email.tsx';

export type MailedPagesDeps = SignUpPageDeps &
  CheckInboxPageDeps &
  VerifyEmailPageDeps &
  ForgotPasswordPageDeps &
  ResetPasswordPageDeps &
  UnlockAccountPageDeps &
  ChangeEmailPageDeps &
  UndoEmailChangePageDeps &
  UndoFactorChangePageDeps &
  CancelFactorRemovalPageDeps;

/** The pages that mail something, and those that mailed links open. */
export const mailedPages = (provide: (c: Context) => MailedPagesDeps) =>
  new Hono({ strict: false })
    .route('/sign-up', signUpPage(provide))
    .route('/sign-up', checkInboxPage(provide))
    .route('/verify-email', verifyEmailPage(provide))
    .route('/forgot-password', forgotPasswordPage(provide))
    .route('/reset-password', resetPasswordPage(provide))
    .route('/unlock-account', unlockAccountPage(provide))
    .route('/change-email', changeEmailPage(provide))
    .route('/undo-email-change', undoEmailChangePage(provide))
    .route('/undo-factor-change', undoFactorChangePage(provide))
    .route('/cancel-factor-removal', cancelFactorRemovalPage(provide));
