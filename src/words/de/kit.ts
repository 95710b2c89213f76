import type { Words } from '../words.ts';

/** Texts of the parts that every page is made of. */
export const kit = (): Words['kit'] => ({
  emailAddress: 'E-Mail-Adresse',
  ruleDone: '(erledigt)',
  ruleLater: '(das prüfen wir im nächsten Schritt)',
  strengthWeak: 'Stärke: schwach',
  strengthFair: 'Stärke: mittel',
  strengthGood: 'Stärke: gut',
  strengthStrong: 'Stärke: stark',
  copy: 'Kopieren',
  copied: 'Kopiert',
  print: 'Drucken',
  passkeyCancelled:
    'Das wurde nicht abgeschlossen. Versuchen Sie es noch einmal, oder wählen Sie einen anderen Weg.',
  passkeyKnown: 'Auf diesem Gerät gibt es schon einen Passkey für Ihr Konto.',
  passkeyFailed:
    'Dieser Passkey hat hier nicht funktioniert. Versuchen Sie es noch einmal, oder wählen Sie einen anderen Weg.',
  passkeyMissing:
    'Dieser Browser kann keine Passkeys verwenden. Nehmen Sie einen anderen Browser oder ein anderes Gerät.',
  passkeyNeedsScript: 'Passkeys brauchen JavaScript, und das ist in diesem Browser ausgeschaltet.',
});
