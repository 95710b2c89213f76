/**
 * Texts of: mails that tell somebody what happened to their account. Those from `new_device` on
 * are named after the kind of the notice; `came` is null where no request caused it.
 */
export const notices = {
  new_device: {
    subject: (app: string) => `New sign-in to your ${app} account`,
    text: 'Someone signed in to your account from a device or country we haven’t seen before. If that was you, you can ignore this email.',
    came: (where: string, when: string) => `The sign-in came from ${where} on ${when}.`,
    wasNotYou: 'Choose a new password now. That signs everyone out, on every device.',
  },
  refresh_token_reused: {
    subject: (app: string) => `We ended a session of your ${app} account`,
    text: 'An outdated key of one of your sessions was used again, so someone may have copied it. To be safe, we ended that session, and one of your devices may ask you to sign in again. Your other sessions aren’t affected.',
    came: (where: string, when: string) => `The outdated key was used from ${where} on ${when}.`,
    wasNotYou:
      'If you don’t recognise that device or place, choose a new password. That signs everyone out, on every device.',
  },
  password_known: {
    subject: (app: string) => `Someone knows your ${app} password`,
    text: 'Someone entered your password, but failed the second step and didn’t get in. If that was you, you can ignore this email.',
    came: (where: string, when: string) => `The attempt came from ${where} on ${when}.`,
    wasNotYou:
      'Someone knows your password. Choose a new one now. That signs everyone out, on every device.',
  },
  mailbox_known: {
    subject: (app: string) => `Someone used a code that ${app} emailed to you`,
    text: 'Someone used a code or link that we emailed to you, but failed the second step and didn’t get in. If that was you, you can ignore this email.',
    came: (where: string, when: string) => `The attempt came from ${where} on ${when}.`,
    wasNotYou:
      'Someone can read your email. Change the password of your email account first, then choose a new password here.',
  },
  password_changed: {
    subject: (app: string) => `Your ${app} password was changed`,
    text: 'Someone who was signed in to your account and knew your password changed it. All other devices were signed out. If you made this change, you can ignore this email.',
    came: (where: string, when: string) => `The change came from ${where} on ${when}.`,
    wasNotYou:
      'Someone else now knows your password, and you don’t. Choose a new one by a link that we email to this address. That signs everyone out, on every device.',
  },
  password_reset: {
    subject: (app: string) => `Your ${app} password was reset`,
    text: 'Someone chose a new password with a link or code that we emailed to this address. All devices were signed out. If that was you, you can ignore this email.',
    came: (where: string, when: string) => `The new password was set from ${where} on ${when}.`,
    wasNotYou:
      'Someone can read your email. Change the password of your email account first, then choose a new password here. That signs everyone out, on every device.',
  },
  password_breached: {
    subject: (app: string) => `It’s time to change your ${app} password`,
    text: 'Your password is on a list of passwords stolen from other services, and attackers try those everywhere. We know of no misuse of your account. Choose a new password that you use nowhere else.',
    came: null,
    wasNotYou: null,
  },
  second_factor_enabled: {
    subject: (app: string) => `Two-step sign-in was turned on for your ${app} account`,
    text: 'From now on, we email you a code after you enter your password. If you made this change, you can ignore this email.',
    came: (where: string, when: string) => `The change came from ${where} on ${when}.`,
    wasNotYou: 'Someone knows your password. Choose a new one now to sign everyone out.',
  },
  second_factor_disabled: {
    subject: (app: string) => `Two-step sign-in was turned off for your ${app} account`,
    text: 'From now on, your password is all it takes to sign in. If you made this change, you can ignore this email.',
    came: (where: string, when: string) => `The change came from ${where} on ${when}.`,
    wasNotYou:
      'Someone knows your password. Choose a new one now to sign everyone out, then turn two-step sign-in on again.',
  },
  recovery_codes_replaced: {
    subject: (app: string) => `You have new recovery codes for your ${app} account`,
    text: 'Someone who was signed in to your account made new recovery codes, and the older ones no longer work. If you made this change, you can ignore this email.',
    came: (where: string, when: string) => `The request came from ${where} on ${when}.`,
    wasNotYou:
      'Choose a new password now. That signs everyone out, on every device. Then make new recovery codes.',
  },
  passkey_copied: {
    subject: (app: string) => `Someone may have copied a passkey of your ${app} account`,
    text: 'A passkey of your account was used with an outdated counter, so there may be a copy of it. We refused that sign-in. Your passkey still works.',
    came: (where: string, when: string) => `The attempt came from ${where} on ${when}.`,
    wasNotYou:
      'Sign in another way, remove that passkey, and add a new one. If that is your only way in, choose a password first.',
  },
  factors_removed: {
    subject: (app: string) => `Two-step sign-in of your ${app} account was removed`,
    text: 'An administrator removed the passkeys, authenticator apps and recovery codes of your account, and signed everyone out, because they were reported lost. Sign in and set up new ones.',
    came: null,
    wasNotYou:
      'Someone may be getting into your account. Choose a new password now, and tell the people who run this service.',
  },
  factor_change_undone: {
    subject: (app: string) => `A change to how you sign in to ${app} was taken back`,
    text: 'Someone used a link that we emailed to you to take back a change to how you sign in. All devices were signed out. Choose a new password now, unless you have done so since: the person who made the change may know the old one.',
    came: (where: string, when: string) => `The request came from ${where} on ${when}.`,
    wasNotYou:
      'Someone can read your email. Change the password of your email account first, then choose a new password here.',
  },
  factor_removal_stopped: {
    subject: (app: string) => `Two-step sign-in of your ${app} account stays`,
    text: 'Passkeys, authenticator apps and recovery codes of your account were about to be removed. They stay: someone proved to have one of them since, or the administrator who was asked to remove them no longer is one.',
    came: null,
    wasNotYou:
      'If you have lost them, or they aren’t yours, tell the people who run this service. If it was you who asked, and you know your password, the link that you used takes it at once.',
  },
};
