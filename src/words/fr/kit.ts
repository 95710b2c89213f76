import type { Words } from '../words.ts';

/** Texts of the parts that every page is made of. */
export const kit = (): Words['kit'] => ({
  emailAddress: 'Adresse e-mail',
  ruleDone: '(respecté)',
  ruleLater: '(nous le vérifierons quand vous continuerez)',
  strengthWeak: 'Sécurité : faible',
  strengthFair: 'Sécurité : moyenne',
  strengthGood: 'Sécurité : bonne',
  strengthStrong: 'Sécurité : forte',
  copy: 'Copier',
  copied: 'Copié',
  print: 'Imprimer',
  passkeyCancelled:
    'L’opération n’est pas allée à son terme. Réessayez quand vous voulez, ou choisissez un autre moyen.',
  passkeyKnown: 'Cet appareil a déjà une clé d’accès pour votre compte.',
  passkeyFailed:
    'Cette clé d’accès n’a pas fonctionné ici. Réessayez, ou choisissez un autre moyen.',
  passkeyMissing:
    'Ce navigateur ne prend pas en charge les clés d’accès. Essayez un autre navigateur ou un autre appareil.',
  passkeyNeedsScript:
    'Les clés d’accès ont besoin de JavaScript, qui est désactivé dans ce navigateur.',
});
