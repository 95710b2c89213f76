import { newPasswordLink } from '../mail/page-links.ts';

/** A notice in words. */
export type NoticeText = {
  /** Given the app's name. */
  subject: (app: string) => string;
  /** What happened, and what it means. */
  text: string;
  /**
   * The start of the sentence that says where and when: "The sign-in came". Left out if no request
   * caused the notice.
   */
  came?: string;
  /** What to do if someone else did it. Left out if the advice is the same either way. */
  wasNotYou?: string;
  /** The button at the end. */
  link: (appUrl: string) => { label: string; url: string };
};

const IGNORE = 'If that was you, you can ignore this email.';
const MY_CHANGE = 'If you made this change, you can ignore this email.';
const EVERYONE_OUT = 'That signs everyone out, on every device.';
const PASSWORD_KNOWN = 'Someone knows your password.';
const MAILBOX_KNOWN = [
  'Someone can read your email. Change the password of your email account first,',
  'then choose a new password here.',
].join(' ');

/**
 * Notices that owners always get, whatever their settings. Each ends with what helps against what
 * happened.
 */
export const NOTICES = {
  new_device: {
    subject: (app) => `New sign-in to your ${app} account`,
    text: [
      'Someone signed in to your account from a device or country we haven’t seen before.',
      IGNORE,
    ].join(' '),
    came: 'The sign-in came',
    wasNotYou: `Choose a new password now. ${EVERYONE_OUT}`,
    link: newPasswordLink,
  },
  refresh_token_reused: {
    subject: (app) => `We ended a session of your ${app} account`,
    text: [
      'An outdated key of one of your sessions was used again, so someone may have copied it.',
      'To be safe, we ended that session, and one of your devices may ask you to sign in again.',
      'Your other sessions aren’t affected.',
    ].join(' '),
    came: 'The outdated key was used',
    wasNotYou: [
      'If you don’t recognise that device or place, choose a new password.',
      EVERYONE_OUT,
    ].join(' '),
    link: newPasswordLink,
  },
  password_known: {
    subject: (app) => `Someone knows your ${app} password`,
    text: `Someone entered your password, but failed the second step and didn’t get in. ${IGNORE}`,
    came: 'The attempt came',
    wasNotYou: `${PASSWORD_KNOWN} Choose a new one now. ${EVERYONE_OUT}`,
    link: newPasswordLink,
  },
  mailbox_known: {
    subject: (app) => `Someone used a code that ${app} emailed to you`,
    text: [
      'Someone used a code or link that we emailed to you, but failed the second step',
      `and didn’t get in. ${IGNORE}`,
    ].join(' '),
    came: 'The attempt came',
    wasNotYou: MAILBOX_KNOWN,
    link: newPasswordLink,
  },
  password_changed: {
    subject: (app) => `Your ${app} password was changed`,
    text: [
      'Someone who was signed in to your account and knew your password changed it.',
      `All other devices were signed out. ${MY_CHANGE}`,
    ].join(' '),
    came: 'The change came',
    wasNotYou: [
      'Someone else now knows your password, and you don’t.',
      `Choose a new one by a link that we email to this address. ${EVERYONE_OUT}`,
    ].join(' '),
    link: newPasswordLink,
  },
  password_reset: {
    subject: (app) => `Your ${app} password was reset`,
    text: [
      'Someone chose a new password with a link or code that we emailed to this address.',
      `All devices were signed out. ${IGNORE}`,
    ].join(' '),
    came: 'The new password was set',
    wasNotYou: `${MAILBOX_KNOWN} ${EVERYONE_OUT}`,
    link: newPasswordLink,
  },
  password_breached: {
    subject: (app) => `It’s time to change your ${app} password`,
    text: [
      'Your password is on a list of passwords stolen from other services,',
      'and attackers try those everywhere. We know of no misuse of your account.',
      'Choose a new password that you use nowhere else.',
    ].join(' '),
    link: newPasswordLink,
  },
  second_factor_enabled: {
    subject: (app) => `Two-step sign-in was turned on for your ${app} account`,
    text: `From now on, we email you a code after you enter your password. ${MY_CHANGE}`,
    came: 'The change came',
    wasNotYou: `${PASSWORD_KNOWN} Choose a new one now to sign everyone out.`,
    link: newPasswordLink,
  },
  second_factor_disabled: {
    subject: (app) => `Two-step sign-in was turned off for your ${app} account`,
    text: `From now on, your password is all it takes to sign in. ${MY_CHANGE}`,
    came: 'The change came',
    wasNotYou: [
      PASSWORD_KNOWN,
      'Choose a new one now to sign everyone out, then turn two-step sign-in on again.',
    ].join(' '),
    link: newPasswordLink,
  },
  recovery_codes_replaced: {
    subject: (app) => `You have new recovery codes for your ${app} account`,
    text: [
      'Someone who was signed in to your account made new recovery codes,',
      `and the older ones no longer work. ${MY_CHANGE}`,
    ].join(' '),
    came: 'The request came',
    wasNotYou: `Choose a new password now. ${EVERYONE_OUT} Then make new recovery codes.`,
    link: newPasswordLink,
  },
  passkey_copied: {
    subject: (app) => `Someone may have copied a passkey of your ${app} account`,
    text: [
      'A passkey of your account was used with an outdated counter, so there may be a copy of it.',
      'We refused that sign-in. Your passkey still works.',
    ].join(' '),
    came: 'The attempt came',
    wasNotYou: [
      'Sign in another way, remove that passkey, and add a new one.',
      'If that is your only way in, choose a password first.',
    ].join(' '),
    link: newPasswordLink,
  },
  factors_removed: {
    subject: (app) => `Two-step sign-in of your ${app} account was removed`,
    text: [
      'An administrator removed the passkeys, authenticator apps and recovery codes of your account,',
      'and signed everyone out, because they were reported lost.',
      'Sign in and set up new ones.',
    ].join(' '),
    wasNotYou: [
      'Someone may be getting into your account. Choose a new password now,',
      'and tell the people who run this service.',
    ].join(' '),
    link: newPasswordLink,
  },
  factor_change_undone: {
    subject: (app) => `A change to how you sign in to ${app} was reverted`,
    text: [
      'Someone used a link that we emailed to you to revert a change of your passkeys',
      'or authenticator apps. All devices were signed out. Choose a new password now, unless you',
      'have done so since: whoever made the change may know the old one.',
    ].join(' '),
    came: 'The request came',
    wasNotYou: MAILBOX_KNOWN,
    link: newPasswordLink,
  },
  factor_removal_stopped: {
    subject: (app) => `Two-step sign-in of your ${app} account stays`,
    text: [
      'Passkeys, authenticator apps and recovery codes of your account were about to be removed.',
      'They stay: someone proved to have one of them since, or the administrator who was asked to',
      'remove them no longer is one.',
    ].join(' '),
    wasNotYou: [
      'If you have lost them, or they aren’t yours, tell the people who run this service.',
      'If it was you who asked, and you know your password, the link that you used takes it',
      'at once.',
    ].join(' '),
    link: newPasswordLink,
  },
} as const satisfies Record<string, NoticeText>;
