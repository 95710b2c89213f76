import type { Words } from '../words.ts';

/**
 * Texts of: mails that tell somebody what happened to their account. `came` is null where no
 * request caused it.
 */
export const notices = (): Words['notices'] => ({
  new_device: {
    subject: (app) => `Nuevo inicio de sesión en tu cuenta de ${app}`,
    text: 'Alguien inició sesión en tu cuenta desde un dispositivo o un país que no habíamos visto antes. Si fuiste tú, puedes ignorar este correo.',
    came: (where, when) => `El inicio de sesión vino de ${where} el ${when}.`,
    wasNotYou:
      'Elige ahora una contraseña nueva. Eso cierra todas las sesiones, en todos los dispositivos.',
  },
  refresh_token_reused: {
    subject: (app) => `Cerramos una sesión de tu cuenta de ${app}`,
    text: 'Se volvió a usar una clave caducada de una de tus sesiones, así que alguien puede haberla copiado. Por seguridad, cerramos esa sesión, y uno de tus dispositivos puede pedirte que vuelvas a iniciar sesión. Tus otras sesiones no se ven afectadas.',
    came: (where, when) => `La clave caducada se usó desde ${where} el ${when}.`,
    wasNotYou:
      'Si no reconoces ese dispositivo o lugar, elige una contraseña nueva. Eso cierra todas las sesiones, en todos los dispositivos.',
  },
  password_known: {
    subject: (app) => `Alguien sabe tu contraseña de ${app}`,
    text: 'Alguien escribió tu contraseña, pero falló en el segundo paso y no entró. Si fuiste tú, puedes ignorar este correo.',
    came: (where, when) => `El intento vino de ${where} el ${when}.`,
    wasNotYou:
      'Alguien sabe tu contraseña. Elige ahora una nueva. Eso cierra todas las sesiones, en todos los dispositivos.',
  },
  mailbox_known: {
    subject: (app) => `Alguien usó un código que ${app} te envió por correo`,
    text: 'Alguien usó un código o un enlace que te enviamos por correo, pero falló en el segundo paso y no entró. Si fuiste tú, puedes ignorar este correo.',
    came: (where, when) => `El intento vino de ${where} el ${when}.`,
    wasNotYou:
      'Alguien puede leer tu correo. Cambia primero la contraseña de tu cuenta de correo y después elige una contraseña nueva aquí.',
  },
  password_changed: {
    subject: (app) => `Se cambió tu contraseña de ${app}`,
    text: 'Alguien que había iniciado sesión en tu cuenta y sabía tu contraseña la cambió. Se cerró la sesión de todos los demás dispositivos. Si hiciste tú este cambio, puedes ignorar este correo.',
    came: (where, when) => `El cambio vino de ${where} el ${when}.`,
    wasNotYou:
      'Ahora otra persona sabe tu contraseña, y tú no. Elige una nueva con un enlace que enviaremos a esta dirección. Eso cierra todas las sesiones, en todos los dispositivos.',
  },
  password_reset: {
    subject: (app) => `Se restableció tu contraseña de ${app}`,
    text: 'Alguien eligió una contraseña nueva con un enlace o un código que enviamos a esta dirección. Se cerró la sesión de todos los dispositivos. Si fuiste tú, puedes ignorar este correo.',
    came: (where, when) => `La contraseña nueva se creó desde ${where} el ${when}.`,
    wasNotYou:
      'Alguien puede leer tu correo. Cambia primero la contraseña de tu cuenta de correo y después elige una contraseña nueva aquí. Eso cierra todas las sesiones, en todos los dispositivos.',
  },
  password_breached: {
    subject: (app) => `Es hora de cambiar tu contraseña de ${app}`,
    text: 'Tu contraseña está en una lista de contraseñas robadas a otros servicios, y los atacantes las prueban en todas partes. No tenemos constancia de ningún uso indebido de tu cuenta. Elige una contraseña nueva que no uses en ningún otro sitio.',
    came: null,
    wasNotYou: null,
  },
  second_factor_enabled: {
    subject: (app) => `Se activó la verificación en dos pasos en tu cuenta de ${app}`,
    text: 'A partir de ahora, te enviamos un código por correo después de que escribas tu contraseña. Si hiciste tú este cambio, puedes ignorar este correo.',
    came: (where, when) => `El cambio vino de ${where} el ${when}.`,
    wasNotYou: 'Alguien sabe tu contraseña. Elige ahora una nueva para cerrar todas las sesiones.',
  },
  second_factor_disabled: {
    subject: (app) => `Se desactivó la verificación en dos pasos en tu cuenta de ${app}`,
    text: 'A partir de ahora, basta con tu contraseña para iniciar sesión. Si hiciste tú este cambio, puedes ignorar este correo.',
    came: (where, when) => `El cambio vino de ${where} el ${when}.`,
    wasNotYou:
      'Alguien sabe tu contraseña. Elige ahora una nueva para cerrar todas las sesiones y después vuelve a activar la verificación en dos pasos.',
  },
  recovery_codes_replaced: {
    subject: (app) => `Tu cuenta de ${app} tiene códigos de recuperación nuevos`,
    text: 'Alguien que había iniciado sesión en tu cuenta creó códigos de recuperación nuevos, y los anteriores ya no sirven. Si hiciste tú este cambio, puedes ignorar este correo.',
    came: (where, when) => `La solicitud vino de ${where} el ${when}.`,
    wasNotYou:
      'Elige ahora una contraseña nueva. Eso cierra todas las sesiones, en todos los dispositivos. Después crea códigos de recuperación nuevos.',
  },
  passkey_copied: {
    subject: (app) => `Puede que alguien haya copiado una llave de acceso de tu cuenta de ${app}`,
    text: 'Se usó una llave de acceso de tu cuenta con un contador atrasado, así que puede haber una copia de ella. Rechazamos ese inicio de sesión. Tu llave de acceso sigue funcionando.',
    came: (where, when) => `El intento vino de ${where} el ${when}.`,
    wasNotYou:
      'Inicia sesión de otra forma, quita esa llave de acceso y añade una nueva. Si es tu única forma de entrar, elige primero una contraseña.',
  },
  factors_removed: {
    subject: (app) => `Se quitó la verificación en dos pasos de tu cuenta de ${app}`,
    text: 'Un administrador quitó las llaves de acceso, las apps de autenticación y los códigos de recuperación de tu cuenta, y cerró todas las sesiones, porque se comunicó que se habían perdido. Inicia sesión y configura otros nuevos.',
    came: null,
    wasNotYou:
      'Puede que alguien esté entrando en tu cuenta. Elige ahora una contraseña nueva y avisa a quienes gestionan este servicio.',
  },
  factor_change_undone: {
    subject: (app) => `Se deshizo un cambio en tu forma de iniciar sesión en ${app}`,
    text: 'Alguien usó un enlace que te enviamos por correo para deshacer un cambio en tu forma de iniciar sesión. Se cerró la sesión de todos los dispositivos. Elige ahora una contraseña nueva, salvo que ya lo hayas hecho desde entonces: quien hizo el cambio puede saber la anterior.',
    came: (where, when) => `La solicitud vino de ${where} el ${when}.`,
    wasNotYou:
      'Alguien puede leer tu correo. Cambia primero la contraseña de tu cuenta de correo y después elige una contraseña nueva aquí.',
  },
  factor_removal_stopped: {
    subject: (app) => `Se conserva la verificación en dos pasos de tu cuenta de ${app}`,
    text: 'Se iban a quitar llaves de acceso, apps de autenticación y códigos de recuperación de tu cuenta. Se conservan: alguien ha demostrado desde entonces que tiene uno de ellos, o el administrador al que se le pidió quitarlos ya no lo es.',
    came: null,
    wasNotYou:
      'Si los has perdido, o no son tuyos, avisa a quienes gestionan este servicio. Si fuiste tú quien lo pidió y sabes tu contraseña, vuelve a abrir el enlace que usaste y escríbela: así la eliminación se hace de inmediato.',
  },
});
