import { type Context, Hono } from 'hono';
import {
  type CancelFactorRemovalPageDeps,
  cancelFactorRemovalPage,
} from './door/cancel-factor-removal.tsx';
import { type ChangeEmailPageDeps, changeEmailPage } from './door/change-email.tsx';
import { type CheckInboxPageDeps, checkInboxPage } from './door/check-inbox.tsx';
import { type ForgotPasswordPageDeps, forgotPasswordPage } from './door/forgot-password.tsx';
import { type ResetPasswordPageDeps, resetPasswordPage } from './door/reset-password.tsx';
import { type SignUpPageDeps, signUpPage } from './door/sign-up.tsx';
import { type UndoEmailChangePageDeps, undoEmailChangePage } from './door/undo-email-change.tsx';
import { type UndoFactorChangePageDeps, undoFactorChangePage } from './door/undo-factor-change.tsx';
import { type UnlockAccountPageDeps, unlockAccountPage } from './door/unlock-account.tsx';
import { type VerifyEmailPageDeps, verifyEmailPage } from './door/verify-email.tsx';

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
