import type { Words } from '../words.ts';

/** Texts of: sign-up, verification. */
export const signUp = (): Words['signUp'] => ({
  title: 'Crea tu cuenta',
  haveOne: '¿Ya tienes una? <a>Inicia sesión</a>',
  email: 'Correo electrónico',
  emailHint: 'Enviaremos allí un enlace para confirmar que es tuyo.',
  name: 'Tu nombre (opcional)',
  password: 'Contraseña',
  consent: 'Antes de continuar',
  terms: 'Acepto las <a>condiciones de uso</a>',
  privacy: 'He leído el <a>aviso de privacidad</a>',
  create: 'Crear cuenta',
  problems: {
    email: 'Escribe una dirección de correo completa, como nombre@example.com.',
    name: 'Usa como máximo 150 letras para tu nombre, en una sola línea.',
    terms: 'Acepta las condiciones de uso para crear una cuenta.',
    privacy: 'Lee el aviso de privacidad y marca su casilla para crear una cuenta.',
    code: 'Escribe los seis dígitos de nuestro último correo. Este código no es correcto o ha caducado.',
    wrongPassword:
      'Esta no es la contraseña con la que creaste la cuenta. Inténtalo de nuevo o elige una nueva.',
    missingPassword: 'Escribe la contraseña con la que creaste la cuenta o elige una nueva.',
  },
  sent: {
    title: 'Revisa tu bandeja de entrada',
    to: (email) => `Hemos enviado un correo a <b>${email}</b>. Abre su enlace para continuar.`,
    toUnknown: 'Te hemos enviado un correo. Abre su enlace para continuar.',
    code: 'Código del correo',
    codeHint: 'O escribe aquí los seis dígitos, si lees tu correo en otro dispositivo.',
    confirm: 'Confirmar mi dirección',
    spam: '¿No ha llegado nada tras unos minutos? Busca en la carpeta de spam o vuelve a enviarlo.',
    again: 'Volver a enviarlo',
    sentAgain: 'Lo hemos vuelto a enviar. Solo vale el último correo.',
    wrongAddress: '¿Dirección equivocada? <a>Empieza de nuevo</a>',
  },
  verify: {
    title: 'Confirma tu correo electrónico',
    what: (email) => `Confirma que <b>${email}</b> es tuyo e iniciaremos tu sesión.`,
    confirm: 'Confirmar mi dirección',
    wasItYou: '¿Fuiste tú?',
    someone: (email, app) =>
      `Alguien usó <b>${email}</b> para crear una cuenta en ${app}. Dinos si fuiste tú y confirmaremos tu dirección.`,
    several: (email, app) =>
      `<b>${email}</b> se ha usado más de una vez para crear una cuenta en ${app}. Dinos si fuiste tú y confirmaremos tu dirección.`,
    when: 'Cuándo',
    where: 'Dónde',
    browser: 'Navegador',
    unknownPlace: 'País desconocido',
    unknownBrowser: 'Navegador desconocido',
    ifYou: '<b>Si fuiste tú,</b> tu contraseña se queda como está.',
    ifNot:
      '<b>Si no,</b> eliminamos esa contraseña y cerramos todas las sesiones. En la página siguiente eliges una contraseña nueva.',
    yes: 'Sí, fui yo',
    no: 'No, o no lo sé con seguridad',
    password: 'Tu contraseña',
    passwordHint:
      'Puede que otra persona también haya usado tu dirección. Escribe la contraseña que elegiste tú.',
    keep: 'Conservar mi contraseña',
    chooseNew: 'Elegir una contraseña nueva',
    ignore: '¿No lo pediste? Cierra esta página y nadie podrá usar la cuenta.',
    deadWhy:
      'Los enlaces para confirmar una dirección sirven una sola vez. Este ya se ha usado o ha caducado. Si tu dirección está confirmada, solo tienes que iniciar sesión.',
    deadHint: 'Si esta dirección aún está por confirmar, enviaremos un enlace nuevo.',
    done: 'Tu correo electrónico está confirmado',
    doneWhat: 'Inicia sesión para continuar.',
  },
});
