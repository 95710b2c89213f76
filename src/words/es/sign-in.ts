import type { Words } from '../words.ts';

/** Texts of: sign-in, sign-out. */
export const signIn = (): Words['signIn'] => ({
  title: 'Iniciar sesión',
  heading: (app) => `Iniciar sesión en ${app}`,
  name: 'Correo electrónico o nombre de usuario',
  password: 'Contraseña',
  staySignedIn: (time) => `Mantener la sesión iniciada durante ${time}`,
  forgot: '¿Olvidaste la contraseña?',
  go: 'Iniciar sesión',
  usePasskey: 'Usar una llave de acceso',
  emailCode: 'Recibir un código por correo',
  newHere: (app) => `¿Es tu primera vez en ${app}? <link>Crea una cuenta</link>`,

  nameMissing: 'Escribe tu correo electrónico o tu nombre de usuario.',
  passwordMissing: 'Escribe tu contraseña.',
  passwordAgain: 'Vuelve a escribir tu contraseña.',
  refusedTitle: 'No pudimos iniciar tu sesión',
  refused:
    'Ese nombre y esa contraseña no coinciden. <again>Inténtalo de nuevo</again> o recibe un código por correo.',
  refusedLock: (tries, time) =>
    tries === 1
      ? `Tras un intento incorrecto, el inicio de sesión con contraseña se pausa durante ${time}.`
      : `Tras ${tries} intentos incorrectos seguidos, el inicio de sesión con contraseña se pausa durante ${time}.`,
  lockedTitle: 'El inicio de sesión con contraseña está en pausa',
  locked: (time) =>
    `Hubo demasiados intentos incorrectos. Podrás volver a probar tu contraseña en ${time}.`,
  lockedWays:
    '¿No quieres esperar? Recibe un código por correo o <reset>elige una contraseña nueva</reset>: eso termina la pausa.',
  disabledTitle: 'Esta cuenta está cerrada por ahora',
  disabled: 'No podemos iniciar tu sesión en ella. Nada de lo que escribas aquí cambiará eso.',
  disabledHelp: 'Si crees que es un error, <help>pide ayuda</help>.',
  unverifiedTitle: 'Confirma primero tu correo electrónico',
  unverified:
    'Tu contraseña es correcta. Antes de iniciar sesión, abre el enlace que te enviamos por correo al crear la cuenta.',
  sendVerification: 'Volver a enviar el correo',
  unavailableTitle: 'Ahora mismo no podemos iniciar tu sesión',
  unavailable: 'Una parte de nuestro servicio no responde. Espera un minuto y vuelve a intentarlo.',
  passkeyRefusedTitle: 'Esa llave de acceso no funcionó',
  passkeyRefused:
    'Puede que se haya quitado de tu cuenta, o que la página estuviera abierta demasiado tiempo. Inténtalo de nuevo o inicia sesión de otra forma.',

  noticeVerified: 'Tu correo electrónico está confirmado',
  noticeVerifiedMore: 'Inicia sesión para continuar.',
  noticeExpired: 'Tu inicio de sesión tardó demasiado',
  noticeExpiredMore:
    'No ha cambiado nada. Vuelve a iniciar sesión y te pediremos de nuevo el segundo paso.',
  noticeUsedUp: 'Hubo demasiados intentos incorrectos',
  noticeUsedUpMore:
    'Este inicio de sesión terminó para proteger tu cuenta. Vuelve a iniciar sesión para continuar.',

  alreadyTitle: 'Ya tienes la sesión iniciada',
  already: 'Este navegador tiene la sesión iniciada como <who></who>.',
  goOn: 'Continuar',
  someoneElse: 'Iniciar sesión con otra cuenta',
  someoneElseHint: 'Antes se cerrará tu sesión.',

  code: {
    askTitle: 'Iniciar sesión con un código',
    ask: 'Escribe tu correo electrónico y te enviaremos un código para iniciar sesión. No hace falta contraseña.',
    email: 'Correo electrónico',
    emailWrong: 'Escribe una dirección de correo completa, como nombre@example.com.',
    emailNotName:
      'Escribe tu correo electrónico. No podemos enviar un código a un nombre de usuario.',
    send: 'Recibir un código por correo',
    title: 'Revisa tu bandeja de entrada',
    sent: 'Si hay una cuenta para <email></email>, el código ya va en camino.',
    label: 'Código de seis dígitos',
    hint: (time) => `Sirve una sola vez, durante ${time}.`,
    go: 'Iniciar sesión',
    missing: 'Escribe los seis dígitos del código.',
    wrong: 'Ese código no es correcto o ha caducado. Revísalo o pide que te enviemos otro.',
    again: '¿No ha llegado nada?',
    againHint:
      'Busca primero en la carpeta de spam. Enviamos un código nuevo como máximo una vez por minuto.',
    sendAgain: 'Enviar un código nuevo',
    usePassword: 'Iniciar sesión con tu contraseña',
    otherAddress: 'Usar otra dirección',
  },

  out: {
    title: 'Cerrar sesión',
    heading: (app) => `¿Cerrar sesión en ${app}?`,
    ask: 'Tienes la sesión iniciada como <who></who>. Al cerrarla termina esta sesión, solo en este dispositivo.',
    go: 'Cerrar sesión',
    stay: 'Mantener la sesión iniciada',
    doneTitle: 'Has cerrado la sesión',
    done: 'Tu sesión en este dispositivo ha terminado.',
    notIn: 'No tienes la sesión iniciada en este dispositivo.',
    again: 'Volver a iniciar sesión',
  },
});
