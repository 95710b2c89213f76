import type { Words } from '../words.ts';

/** Texts of: the pages of mailed links. */
export const links = (): Words['links'] => ({
  dead: 'Este enlace ya no sirve',
  sendNew: 'Enviar un enlace nuevo',
  signIn: 'Iniciar sesión',
  toAccount: 'Ir a tu cuenta',
  newPassword: 'Elegir una contraseña nueva',
  unlock: {
    title: 'Desbloquea tu cuenta',
    what: 'Alguien escribió demasiadas contraseñas o códigos incorrectos, así que bloqueamos tu cuenta por un tiempo.',
    more: 'Si fuiste tú, desbloquéala ahora. Si no, déjala bloqueada: se vuelve a abrir sola.',
    secondStep: {
      what: 'Alguien superó el primer paso del inicio de sesión en tu cuenta y después escribió demasiadas contraseñas o códigos incorrectos, así que la bloqueamos para dispositivos nuevos.',
      more: 'Si fuiste tú, desbloquéala ahora. Si no, elige una contraseña nueva en su lugar: eso también la desbloquea.',
    },
    button: 'Desbloquear mi cuenta',
    done: 'Tu cuenta está desbloqueada',
    doneWhat: 'Ya puedes volver a iniciar sesión.',
    deadWhy:
      'Ya se ha usado, o tu cuenta ya no está bloqueada. Intenta iniciar sesión: si la cuenta sigue bloqueada, te enviaremos un enlace nuevo.',
  },
  changeEmail: {
    title: 'Confirma tu correo electrónico nuevo',
    what: (email) =>
      `Usa <b>${email}</b> para tu cuenta e inicia sesión con esa dirección a partir de ahora.`,
    more: (email) => `Sustituye a <b>${email}</b>.`,
    button: 'Usar esta dirección',
    done: 'Tu correo electrónico ha cambiado',
    doneWhat: 'Usa la dirección nueva la próxima vez que inicies sesión.',
    deadWhy:
      'Ya se ha usado o ha caducado, o el cambio se deshizo. Si aún quieres cambiar tu correo electrónico, empieza de nuevo desde tu cuenta.',
  },
  undoEmailChange: {
    title: 'Conserva tu correo electrónico',
    what: (email) =>
      `¿Otra persona cambió la dirección de tu cuenta? Podemos volver a poner <b>${email}</b>.`,
    more: 'Entonces cerramos todas las sesiones, quitamos lo que se añadió a tu cuenta y te enviamos un enlace para elegir una contraseña nueva.',
    button: 'Conservar esta dirección',
    done: 'Tu cuenta conserva su dirección',
    doneWhat:
      'Se han cerrado todas las sesiones. Revisa tu bandeja de entrada: te enviamos un enlace para elegir una contraseña nueva.',
    deadWhy:
      'Ya se ha usado o ha caducado, o la dirección pertenece ahora a otra cuenta. Intenta iniciar sesión para ver en qué situación está.',
  },
  undoFactorChange: {
    title: 'Deshaz el cambio',
    what: '¿Otra persona cambió cómo puedes iniciar sesión en tu cuenta? Pulsa el botón para deshacer lo que añadió o quitó.',
    more: 'Entonces cerramos todas las sesiones.',
    password: {
      label: 'Tu contraseña de antes del cambio',
      hint: 'Sin ella, quitar tu única llave de acceso o app de autenticación tarda 24 horas.',
      wrong: 'Escribe la contraseña que tenías antes del cambio o deja esto vacío.',
    },
    button: 'Deshacerlo',
    done: 'El cambio se ha deshecho',
    waits: 'El cambio se deshará',
    signedOut: 'Se han cerrado todas las sesiones.',
    newPassword: 'Elige una contraseña nueva: quien hizo el cambio puede saber la anterior.',
    checkCodes: 'Revisa tus códigos de recuperación.',
    waitsWhy:
      'No quedaría ninguna otra llave de acceso ni app de autenticación, así que esperamos antes de deshacerlo.',
    waitsKnow:
      'Si sabes la contraseña de antes del cambio, vuelve a abrir el enlace y escríbela antes de elegir una nueva. Así el cambio se deshace de inmediato.',
    waitsWhat: (at) =>
      `El ${at} quitaremos lo que se añadió, salvo que antes alguien inicie sesión con ello.`,
    deadWhy: 'Ya se ha usado o ha caducado. Inicia sesión para ver cómo está protegida tu cuenta.',
  },
  cancelRemoval: {
    title: 'Conserva la verificación en dos pasos',
    what: 'Alguien pidió quitar llaves de acceso, apps de autenticación o códigos de recuperación de tu cuenta.',
    more: 'Pulsa el botón para conservarlos.',
    button: 'Conservarlos',
    done: 'No se quita nada',
    doneWhat: 'Inicia sesión como antes.',
    deadWhy:
      'Ya se ha usado o ha caducado, o la eliminación ya se hizo. Inicia sesión para ver cómo está protegida tu cuenta.',
  },
});
