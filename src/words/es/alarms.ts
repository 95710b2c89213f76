import type { Words } from '../words.ts';

/** Texts of: mails about locks, recovery codes, and changes of factors that can be taken back. */
export const alarms = (): Words['alarms'] => ({
  lock: {
    ifYou: 'Si fuiste tú, desbloquea tu cuenta ahora:',
    button: 'Desbloquear mi cuenta',
    password: {
      subject: (app, span) => `Tu cuenta de ${app} está bloqueada durante ${span}`,
      text: (where, when, until) =>
        `Alguien escribió demasiadas contraseñas incorrectas seguidas, la última desde ${where} el ${when}. Hasta el ${until}, nadie puede iniciar sesión desde un dispositivo nuevo. Los dispositivos que ya has usado antes no se ven afectados.`,
    },
    code: {
      subject: (app) => `Demasiados códigos incorrectos para tu cuenta de ${app}`,
      text: (where, when) =>
        `Alguien escribió demasiados códigos incorrectos, el último desde ${where} el ${when}. Durante un día como máximo, no aceptamos ningún código desde un dispositivo nuevo. Los dispositivos que ya has usado antes no se ven afectados.`,
    },
    wasNotYou: 'Puedes ignorar este correo: nadie ha entrado, y el bloqueo termina solo.',
    secondStep: {
      passwordSubject: (app) => `Demasiadas contraseñas incorrectas para tu cuenta de ${app}`,
      codeSubject: (app) => `Demasiados códigos incorrectos para tu cuenta de ${app}`,
      password: (where, when) =>
        `Alguien superó el primer paso del inicio de sesión en tu cuenta y después escribió demasiadas contraseñas incorrectas, la última desde ${where} el ${when}.`,
      code: (where, when) =>
        `Alguien superó el primer paso del inicio de sesión en tu cuenta y después escribió demasiados códigos incorrectos, el último desde ${where} el ${when}.`,
      forAWhile:
        'Durante un tiempo, nadie puede terminar de iniciar sesión desde un dispositivo nuevo. Los dispositivos que ya has usado antes no se ven afectados.',
      shutSubject: (app) =>
        `El inicio de sesión desde dispositivos nuevos está bloqueado en tu cuenta de ${app}`,
      shut: 'Nadie puede iniciar sesión desde un dispositivo nuevo hasta que desbloquees tu cuenta o inicies sesión en un dispositivo que ya hayas usado antes.',
      hadCode:
        'Nadie ha entrado, pero alguien tenía un código que te enviamos por correo. No desbloquees tu cuenta: elige una contraseña nueva en la página que abre el botón, y eso también la desbloquea.',
      hadPassword:
        'Nadie ha entrado, pero alguien tenía tu contraseña. No desbloquees tu cuenta: elige una contraseña nueva en la página que abre el botón, y eso también la desbloquea.',
    },
  },
  recoveryCode: {
    subject: (app) => `Se usó un código de recuperación de tu cuenta de ${app}`,
    text: 'Alguien confirmó tu identidad con uno de tus códigos de recuperación. Ese código ya no sirve. Si fuiste tú, puedes ignorar este correo.',
    left: (count) =>
      count === 1
        ? 'Te queda un código de recuperación.'
        : `Te quedan ${count} códigos de recuperación.`,
    few: (count) => {
      if (count === 0)
        return 'No te queda ningún código de recuperación. Crea otros ahora, en la configuración de seguridad de tu cuenta.';
      return count === 1
        ? 'Te queda un código de recuperación. Crea otros ahora, en la configuración de seguridad de tu cuenta.'
        : `Te quedan ${count} códigos de recuperación. Crea otros ahora, en la configuración de seguridad de tu cuenta.`;
    },
    came: (where, when) => `El código se usó desde ${where} el ${when}.`,
    wasNotYou:
      'Alguien tiene tus códigos de recuperación y ha superado tu primer paso. Elige ahora una contraseña nueva, lo que cierra todas las sesiones en todos los dispositivos, y después crea códigos de recuperación nuevos.',
  },
  factorChange: {
    passkeyAdded: {
      subject: (app) => `Se añadió una llave de acceso a tu cuenta de ${app}`,
      text: (where, when) =>
        `Se añadió una llave de acceso a tu cuenta. El cambio vino de ${where} el ${when}. Si lo hiciste tú, puedes ignorar este correo.`,
    },
    passkeyRemoved: {
      subject: (app) => `Se quitó una llave de acceso de tu cuenta de ${app}`,
      text: (where, when) =>
        `Se quitó una llave de acceso de tu cuenta. El cambio vino de ${where} el ${when}. Si lo hiciste tú, puedes ignorar este correo.`,
    },
    appAdded: {
      subject: (app) => `Se añadió una app de autenticación a tu cuenta de ${app}`,
      text: (where, when) =>
        `Se añadió una app de autenticación a tu cuenta. El cambio vino de ${where} el ${when}. Si lo hiciste tú, puedes ignorar este correo.`,
    },
    appRemoved: {
      subject: (app) => `Se quitó una app de autenticación de tu cuenta de ${app}`,
      text: (where, when) =>
        `Se quitó una app de autenticación de tu cuenta. El cambio vino de ${where} el ${when}. Si lo hiciste tú, puedes ignorar este correo.`,
    },
    wasNotYou:
      'Puedes deshacer el cambio. Entonces cerramos todas las sesiones y quitamos todo lo que se haya añadido desde entonces para demostrar quién eres. Después, elige una contraseña nueva.',
    button: 'Deshacer este cambio',
    limit: (when) => `El enlace sirve una sola vez, hasta el ${when}.`,
  },
  identityChange: {
    connected: {
      subject: (provider, app) => `${provider} se conectó a tu cuenta de ${app}`,
      text: (provider, where, when) =>
        `Ahora se puede usar ${provider} para iniciar sesión en tu cuenta. El cambio vino de ${where} el ${when}. Si lo hiciste tú, puedes ignorar este correo.`,
    },
    disconnected: {
      subject: (provider, app) => `${provider} se desconectó de tu cuenta de ${app}`,
      text: (provider, where, when) =>
        `Ya no se puede usar ${provider} para iniciar sesión en tu cuenta. El cambio vino de ${where} el ${when}. Si lo hiciste tú, puedes ignorar este correo.`,
    },
  },
  removal: {
    subject: (app) => `Se va a quitar la verificación en dos pasos de tu cuenta de ${app}`,
    byAdministrator: {
      what: (when, due) =>
        `El ${when}, se pidió a un administrador que quitara las llaves de acceso, las apps de autenticación y los códigos de recuperación de tu cuenta, porque se han perdido. Eso ocurrirá después del ${due} y cerrará todas las sesiones.`,
      ifYou: 'Si lo pediste tú, espera hasta entonces e inicia sesión sin ellos.',
      ifNot:
        'Si no lo pediste, puede que alguien quiera entrar en tu cuenta. Inicia sesión con uno de ellos, lo que detiene la eliminación, o cancélala:',
    },
    byLink: {
      what: (where, when, due) =>
        `El ${when}, alguien usó desde ${where} un enlace que te enviamos por correo. Con ese enlace se retira una llave de acceso o una app de autenticación que se había añadido a tu cuenta. No quedaría ninguna otra, así que eso ocurrirá después del ${due}. Se han cerrado todas las sesiones.`,
      ifYou: 'Si fuiste tú, espera hasta entonces e inicia sesión sin ella.',
      ifNot:
        'Si no fuiste tú, alguien puede leer tu correo. Inicia sesión con tu llave de acceso, tu app de autenticación o un código de recuperación, lo que detiene la eliminación, o cancélala:',
    },
    button: 'Conserva la verificación en dos pasos',
  },
});
