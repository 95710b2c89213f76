import type { Words } from '../words.ts';

/** Texts of: the second step of a sign-in, setting one up during it, step-up. */
export const secondStep = (): Words['secondStep'] => ({
  totp: {
    title: 'Escribe tu código',
    ask: (app) =>
      `Abre tu app de autenticación y escribe los seis dígitos que muestra para ${app}.`,
    label: 'Código de seis dígitos',
    hint: 'El código cambia cada 30 segundos.',
    missing: 'Escribe los seis dígitos que muestra tu app.',
    wrong: 'Ese código no es correcto. Espera el siguiente en tu app y escríbelo aquí.',
    go: 'Continuar',
    others: '¿No puedes usar tu app?',
    way: 'Usar tu app de autenticación',
    wayHint: 'Escribe los seis dígitos que muestra.',
  },
  passkey: {
    title: 'Usa tu llave de acceso',
    ask: 'Confirma que eres tú con tu huella, tu rostro, el bloqueo de pantalla o una llave de seguridad.',
    wrong: 'Esa llave de acceso no funcionó. Inténtalo de nuevo o elige otra forma abajo.',
    go: 'Usar mi llave de acceso',
    others: '¿No puedes usar tu llave de acceso?',
    way: 'Usar una llave de acceso',
    wayHint: 'Tu huella, tu rostro, el bloqueo de pantalla o una llave de seguridad.',
  },
  recovery_code: {
    title: 'Escribe un código de recuperación',
    ask: 'Escribe uno de los códigos que guardaste al configurar tu segundo paso. Cada uno sirve una sola vez.',
    label: 'Código de recuperación',
    hint: 'Cuatro grupos de cuatro. Da igual usar mayúsculas o minúsculas.',
    missing: 'Escribe uno de tus códigos de recuperación.',
    wrong: 'Ese código no es correcto o ya se ha usado. Revísalo o usa otro.',
    go: 'Continuar',
    others: '¿No tienes los códigos a mano?',
    way: 'Usar un código de recuperación',
    wayHint: 'Uno de los códigos que guardaste al configurarlo.',
  },
  email_otp: {
    title: 'Revisa tu bandeja de entrada',
    ask: 'Te hemos enviado por correo un código de seis dígitos. Escríbelo aquí para continuar.',
    label: 'Código de seis dígitos',
    hint: (time) => `Sirve una sola vez, durante ${time} y solo para este inicio de sesión.`,
    stepUpHint: (time) => `Sirve una sola vez, durante ${time}.`,
    missing: 'Escribe los seis dígitos del código.',
    wrong: 'Ese código no es correcto o ha caducado. Comprueba que es el de nuestro último correo.',
    go: 'Continuar',
    others: '¿No te llegó el correo?',
    way: 'Usar el código que te enviamos por correo',
    wayHint: 'Está en tu bandeja de entrada o en la carpeta de spam.',
    again:
      '¿No ha llegado nada? Busca en la carpeta de spam o <again>vuelve a iniciar sesión</again> para recibir un código nuevo.',
  },
  password: {
    title: 'Escribe tu contraseña',
    ask: 'Un paso más: tu contraseña.',
    label: 'Contraseña',
    missing: 'Escribe tu contraseña.',
    wrong: 'Esa no es tu contraseña. Vuelve a escribirla.',
    go: 'Continuar',
    others: '¿No la recuerdas?',
    way: 'Usar tu contraseña',
    wayHint: 'La que usas para iniciar sesión.',
  },
  tooManyTitle: 'Demasiados intentos incorrectos',
  tooMany: (time) => `Vuelve a intentarlo en ${time} o elige otra forma abajo.`,
  signingInAs: 'Inicio de sesión como <who></who>. <other>¿No eres tú?</other>',
  signingIn: '¿No es tu inicio de sesión? <other>Empieza de nuevo</other>',
  lost: '¿Has perdido todo lo que podrías usar aquí? <help>Pide ayuda</help>.',

  setUp: {
    title: 'Configura tu segundo paso',
    ask: (app) =>
      `${app} pide dos pruebas de que eres tú. Elige ahora la segunda; justo después quedará iniciada tu sesión.`,
    totp: 'Configurar una app de autenticación',
    totpHint:
      'Una app en tu teléfono muestra un código nuevo cada 30 segundos. Funciona sin conexión.',
    passkey: 'Crear una llave de acceso',
    passkeyHint:
      'Tu huella, tu rostro, el bloqueo de pantalla o una llave de seguridad. Nada que recordar.',
    password: 'Elegir una contraseña',
    passwordHint: 'Después inicias sesión con tu contraseña y un código de tu bandeja de entrada.',
    another: 'Elegir otra forma',

    totpTitle: 'Configura tu app de autenticación',
    totpScan: 'Escanea esto con tu app de autenticación',
    totpCode: 'Escribe el código que muestra',
    totpGo: 'Activar',
    totpGone: 'Se acabó el tiempo',
    totpGoneMore: 'Aquí tienes un código nuevo para escanear. Quita de tu app la entrada anterior.',
    totpBegin:
      'Necesitas una app de autenticación, como la que viene con tu teléfono o con tu gestor de contraseñas.',
    totpBeginGo: 'Mostrar el código para escanear',

    passkeyTitle: 'Crea una llave de acceso',
    passkeyAsk:
      'Tu dispositivo te pide la huella, el rostro o el bloqueo de pantalla, y guarda la llave de acceso para la próxima vez.',
    passkeyGo: 'Crear una llave de acceso',
    passkeyWrong:
      'Tu dispositivo no creó una llave de acceso que podamos usar. Inténtalo de nuevo o elige otra forma.',

    passwordTitle: 'Elige una contraseña',
    passwordAsk: 'A partir de ahora inicias sesión con esta contraseña y un segundo paso.',
    passwordLabel: 'Contraseña nueva',
    passwordGo: 'Guardar e iniciar sesión',

    doneTitle: 'Tu segundo paso está configurado',
    done: 'Has iniciado sesión. Los códigos de recuperación se muestran solo una vez; puedes crear otros en tu cuenta.',
    goOn: 'Continuar',
  },

  stepUp: {
    title: 'Confirma que eres tú',
    ask: 'Lo que vas a hacer es importante, así que comprobamos una vez más que eres tú.',
    askCode: 'Enviaremos un código a <email></email>. Escríbelo aquí y volverás a donde estabas.',
    send: 'Recibir un código por correo',
    sendAgain: 'Enviar un código nuevo',
    back: 'Ahora no',
  },
});
