import type { Words } from '../words.ts';

/** Texts of: mails with a link or a code. `app` is the company's name, `when` a moment in words. */
export const mails = (): Words['mails'] => ({
  itself: 'correo',
  wasNotYou: '¿No fuiste tú?',
  copyAddress: 'O copia esta dirección en tu navegador:',
  foot: (app) => `Enviado por ${app}. Nunca te pedimos tu contraseña ni tus códigos.`,
  where: {
    browser: (browser, system) => `${browser} en ${system}`,
    unknownBrowser: 'un navegador desconocido',
    unknownSystem: 'un sistema desconocido',
    appleApp: 'una app de Apple',
    script: (name) => `una app o un script (${name})`,
    inCountry: (device, country) => `${device}, ${country}`,
    withAddress: (place, address) => `${place} (${address})`,
    administrator: 'un administrador',
    operator: 'la línea de comandos',
  },
  chooseNewPassword: 'Elegir una contraseña nueva',
  openSecurity: 'Abrir tu configuración de seguridad',
  signIn: 'Iniciar sesión',

  verification: {
    subject: (app) => `Confirma tu correo electrónico para ${app}`,
    what: (app) =>
      `Alguien usó esta dirección de correo para crear una cuenta de ${app}. Si fuiste tú, confirma que la dirección es tuya:`,
    button: 'Confirmar mi correo electrónico',
    limit: (when) => `El enlace sirve una sola vez, hasta el ${when}.`,
    code: (when) => `Si se te pide un código, escribe este. Sirve hasta el ${when}:`,
    wasNotYou: (where) =>
      `Puedes ignorar este correo: sin el enlace o el código, nadie puede usar la cuenta. La solicitud vino de ${where}.`,
  },
  alreadyRegistered: {
    subject: (app) => `Ya tienes una cuenta de ${app}`,
    what: (app) =>
      `Alguien intentó crear una cuenta de ${app} con tu correo electrónico, pero ya tienes una. No ha cambiado nada.`,
    next: 'Si fuiste tú, inicia sesión con esta dirección. Si olvidaste tu contraseña, elige una nueva:',
    wasNotYou: (where) => `Puedes ignorar este correo. La solicitud vino de ${where}.`,
  },
  reset: {
    subject: (app) => `Restablece tu contraseña de ${app}`,
    what: (app) =>
      `Alguien pidió una contraseña nueva para tu cuenta de ${app}. Si fuiste tú, elígela aquí:`,
    official: (app) =>
      `El equipo de ${app} te pide que elijas una contraseña nueva para tu cuenta. Hasta entonces, no puedes iniciar sesión con contraseña. Elígela aquí:`,
    connected: (providers) =>
      `A tu cuenta también entra quien pueda iniciar sesión con: ${providers}. Si no reconoces alguno, desconéctalo en tu cuenta después de elegir la contraseña.`,
    limit: (when) =>
      `El enlace sirve una sola vez, hasta el ${when}. Cuando guardes la contraseña nueva, cerraremos tu sesión en todas partes.`,
    wasNotYou: (where) =>
      `Puedes ignorar este correo: nada cambia si no se usa el enlace. La solicitud vino de ${where}.`,
  },
  code: {
    limit: (when) => `El código sirve una sola vez, hasta el ${when}.`,
    came: (where) => `La solicitud vino de ${where}. No compartas el código con nadie.`,
    signIn: {
      subject: (app) => `Tu código para iniciar sesión en ${app}`,
      what: (app) => `Escribe este código para iniciar sesión en ${app}:`,
      wasNotYou: 'Puedes ignorar este correo: sin el código, nadie entra.',
    },
    reset: {
      subject: (app) => `Tu código para restablecer tu contraseña de ${app}`,
      what: (app) => `Escribe este código para restablecer tu contraseña de ${app}:`,
      wasNotYou: 'Puedes ignorar este correo: nada cambia si no se usa el código.',
    },
    secondStep: {
      subject: (app) => `Tu código para terminar de iniciar sesión en ${app}`,
      what: (app) => `Escribe este código para terminar de iniciar sesión en ${app}:`,
      wasNotYou:
        'Alguien sabe tu contraseña. No puede entrar sin el código, pero elige ahora una contraseña nueva.',
    },
    stepUp: {
      subject: (app) => `Tu código para confirmar que eres tú en ${app}`,
      what: (app) => `Escribe este código para confirmar que eres tú en ${app}:`,
      wasNotYou:
        'Alguien ha iniciado sesión en tu cuenta. Elige una contraseña nueva para cerrar todas las sesiones.',
    },
    address: {
      subject: (app) => `Tu código para confirmar tu dirección de correo en ${app}`,
      what: (app, provider) =>
        `Alguien llegó a ${app} desde ${provider} e indicó esta dirección de correo. Si fuiste tú, escribe este código para confirmar que la dirección es tuya:`,
      wasNotYou: 'Puedes ignorar este correo: sin el código, nadie puede usar tu dirección.',
    },
  },
  emailChange: {
    subject: (app) => `Confirma tu correo electrónico nuevo para ${app}`,
    what: (app) =>
      `Alguien pidió pasar una cuenta de ${app} a esta dirección de correo. Si fuiste tú, confirma que la dirección es tuya:`,
    button: 'Usar esta dirección',
    limit: (when) => `El enlace sirve una sola vez, hasta el ${when}.`,
    wasNotYou: (where) =>
      `Puedes ignorar este correo: sin el enlace, la cuenta conserva su dirección actual. La solicitud vino de ${where}.`,
  },
  addressInUse: {
    subject: (app) => `Tu correo electrónico ya pertenece a una cuenta de ${app}`,
    what: (app) =>
      `Alguien intentó pasar otra cuenta de ${app} a esta dirección de correo, pero la dirección ya tiene su propia cuenta. No ha cambiado nada.`,
    next: 'Si fuiste tú, inicia sesión con esta dirección:',
    wasNotYou: (where) => `Puedes ignorar este correo. La solicitud vino de ${where}.`,
  },
  emailNotice: {
    asked: {
      subject: (app) => `El correo electrónico de tu cuenta de ${app} va a cambiar`,
      what: (where, when) =>
        `Alguien que ha iniciado sesión en tu cuenta y sabe tu contraseña pidió pasarla a otra dirección de correo. La solicitud vino de ${where} el ${when}.`,
      next: 'Si fuiste tú, abre el correo que enviamos a la dirección nueva. Nada cambia hasta que lo confirmes allí.',
    },
    done: {
      subject: (app) => `Se cambió el correo electrónico de tu cuenta de ${app}`,
      what: (where, when) =>
        `Tu cuenta tiene ahora otra dirección de correo, y a partir de ahora te escribimos allí. La dirección nueva se confirmó desde ${where} el ${when}.`,
      next: 'Si fuiste tú, usa la dirección nueva la próxima vez que inicies sesión.',
    },
    wasNotYou:
      'Otra persona sabe tu contraseña. Puedes conservar esta dirección. Entonces cerramos todas las sesiones y te enviamos por correo un enlace para elegir una contraseña nueva.',
    button: 'Conservar esta dirección',
    limit: (when) => `El enlace sirve una sola vez, hasta el ${when}.`,
  },
  erased: {
    subject: (app) => `Se borró tu cuenta de ${app}`,
    what: 'Tu cuenta y todo lo que contenía ya no existen y no se pueden recuperar.',
    byAdministrator: (when) => `Un administrador borró la cuenta el ${when}.`,
    came: (where, when) => `La solicitud vino de ${where} el ${when}.`,
    wasNotYou:
      'Alguien sabe la contraseña que tenías aquí. Si la usas en algún otro sitio, cámbiala allí ahora.',
  },
});
