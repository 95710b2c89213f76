/** Texts of the parts that every page is made of. */
export const kit = {
  emailAddress: 'Email address',
  /** After a rule of passwords that is kept, for screen readers. */
  ruleDone: '(done)',
  /** After a rule that only the server can judge, for screen readers. */
  ruleLater: '(we check when you continue)',
  strengthWeak: 'Strength: weak',
  strengthFair: 'Strength: fair',
  strengthGood: 'Strength: good',
  strengthStrong: 'Strength: strong',
  copy: 'Copy',
  copied: 'Copied',
  print: 'Print',
  passkeyCancelled: 'That didn’t finish. Try again when you’re ready, or choose another way.',
  passkeyKnown: 'This device already has a passkey for your account.',
  passkeyFailed: 'That passkey didn’t work here. Try again, or choose another way.',
  passkeyMissing: 'This browser can’t use passkeys. Try another browser or device.',
  passkeyNeedsScript: 'Passkeys need JavaScript, which is off in this browser.',
};
