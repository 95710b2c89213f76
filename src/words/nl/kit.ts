import type { Words } from '../words.ts';

/** Texts of the parts that every page is made of. */
export const kit = (): Words['kit'] => ({
  emailAddress: 'E-mailadres',
  ruleDone: '(in orde)',
  ruleLater: '(controleren we als je doorgaat)',
  strengthWeak: 'Sterkte: zwak',
  strengthFair: 'Sterkte: matig',
  strengthGood: 'Sterkte: goed',
  strengthStrong: 'Sterkte: sterk',
  copy: 'Kopiëren',
  copied: 'Gekopieerd',
  print: 'Afdrukken',
  passkeyCancelled:
    'Dat is niet afgerond. Probeer het opnieuw als je zover bent, of kies een andere manier.',
  passkeyKnown: 'Dit apparaat heeft al een passkey voor je account.',
  passkeyFailed: 'Die passkey werkte hier niet. Probeer het opnieuw of kies een andere manier.',
  passkeyMissing:
    'Deze browser kan geen passkeys gebruiken. Probeer een andere browser of een ander apparaat.',
  passkeyNeedsScript: 'Voor passkeys is JavaScript nodig, en dat staat uit in deze browser.',
});
