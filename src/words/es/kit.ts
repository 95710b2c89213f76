import type { Words } from '../words.ts';

/** Texts of the parts that every page is made of. */
export const kit = (): Words['kit'] => ({
  emailAddress: 'Correo electrónico',
  ruleDone: '(cumplido)',
  ruleLater: '(lo comprobaremos cuando continúes)',
  strengthWeak: 'Seguridad: débil',
  strengthFair: 'Seguridad: media',
  strengthGood: 'Seguridad: buena',
  strengthStrong: 'Seguridad: alta',
  copy: 'Copiar',
  copied: 'Copiado',
  print: 'Imprimir',
  passkeyCancelled:
    'La operación no terminó. Inténtalo de nuevo cuando quieras o elige otra forma.',
  passkeyKnown: 'Este dispositivo ya tiene una llave de acceso para tu cuenta.',
  passkeyFailed: 'Esa llave de acceso no funcionó aquí. Inténtalo de nuevo o elige otra forma.',
  passkeyMissing:
    'Este navegador no admite llaves de acceso. Prueba con otro navegador o dispositivo.',
  passkeyNeedsScript:
    'Las llaves de acceso necesitan JavaScript, que está desactivado en este navegador.',
});
