/** What a message was to do, by its kind. A test finds every kind of job here. */
export const KIND_WORDS: Readonly<Record<string, string>> = {
  'account.email_change': 'Email to confirm a new address',
  'account.email_change_notice': 'Email about a change of address',
  'account.erasure_notice': 'Email about an erased account',
  'account.erasure_remains': 'What is left of an erased account',
  'account.verification': 'Email to confirm an address',
  'accounts.settle': 'An account to be put in order',
  'admin.apply_roles': 'Roles that were changed',
  'admin.bulk_batch': 'A part of a job for many users',
  'clients.signed_out': 'Telling an app that somebody signed out',
  'email_otp.sign_in_code': 'Email with a code to sign in',
  'factor.change_notice': 'Email about a change of second steps',
  'factor.removal_notice': 'Email about a removal of second steps',
  'identity.change_notice': 'Email about an account at a provider',
  'password.breach_check': 'Comparing a password with stolen ones',
  'password.lock_notice': 'Email about a locked account',
  'password.registration': 'Email about a new account',
  'password.reset': 'Email to set a new password',
  'recovery_code.used': 'Email about a used recovery code',
  'second_step.mailed_code': 'Email with a code for the second step',
  'security.notice': 'Email about the account’s security',
  'sessions.end_all': 'Sessions that are to end',
  'sessions.evicted': 'Sessions that made room for others',
  'social.address_code': 'Email with a code to confirm an address',
  'step_up.mailed_code': 'Email with a code to confirm who it is',
  ledger: 'What guards tell D1',
  unreadable: 'A message that can’t be read',
};

/** Says what a message was to do. An unknown kind speaks for itself. */
export const kindInWords = (kind: string): string =>
  Object.hasOwn(KIND_WORDS, kind) ? (KIND_WORDS[kind] ?? kind) : kind;
