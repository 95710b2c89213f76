import type { Words } from '../words.ts';

/** Texts that several pages share. */
export const common = (): Words['common'] => ({
  language: 'Idioma',
  help: 'Ayuda',
  terms: 'Condiciones de uso',
  privacy: 'Privacidad',
  skip: 'Ir al contenido',
  error: 'Error',
  errorTitle: (title) => `Error: ${title}`,
  thingsToMend: (count) => (count === 1 ? 'Revisa un dato' : `Revisa ${count} datos`),
  showPassword: 'Mostrar la contraseña',
  hidePassword: 'Ocultar la contraseña',
  show: 'Mostrar',
  hide: 'Ocultar',
  backTo: (app) => `Volver a ${app}`,
  backToSignIn: 'Volver al inicio de sesión',
  signOut: 'Cerrar sesión',
  signedInAs: 'Sesión iniciada como',
  yourAccount: (name) => `Tu cuenta: ${name}`,
  cancel: 'Cancelar',
  or: 'o',
  goOn: 'Continuar',
  goingOn: 'Te llevamos de vuelta',
  goingOnTo: (host) => `Te llevamos a ${host}. Si no pasa nada, pulsa el botón.`,
  nothingSaved: 'Tu sesión se cerró, así que no se guardó nada',
  nothingSavedWhy: 'Inicia sesión y te llevaremos de vuelta a donde estabas.',
});
