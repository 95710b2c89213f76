import type { Words } from '../words.ts';

/** Texts of signing in with a provider, and of connecting one to an account. */
export const social = (): Words['social'] => ({
  continueWith: 'Continuar con <provider></provider>',
  orContinueWith: 'o continúa con',
  address: {
    title: 'Tu correo electrónico',
    why: '<provider></provider> no responde de tu dirección de correo. Escríbela y te enviaremos un código para asegurarnos de que es tuya.',
    hint: 'Tiene que ser una en la que puedas leer mensajes ahora.',
    send: 'Recibir un código por correo',
    haveOne: '¿Ya tienes una cuenta? <link>Inicia sesión y conéctala</link>',
    sent: 'Hay un código en camino a <email></email>.',
  },
  finish: {
    title: 'Crea tu cuenta',
    what: 'Vamos a crear una cuenta para <email></email>. Iniciarás sesión en ella con <provider></provider>.',
  },
  existing: {
    title: 'Ya tienes una cuenta',
    what: 'Hay una cuenta para <email></email>. Todavía no tiene conexión con <provider></provider>.',
    once: 'Inicia sesión como sueles hacerlo. Después podrás conectar <provider></provider> e iniciar sesión con ese servicio.',
    go: 'Iniciar sesión y conectar',
  },
  join: {
    title: (provider) => `¿Conectar ${provider}?`,
    named:
      '<identity></identity> en <provider></provider> tendrá conexión con tu cuenta <who></who>.',
    unnamed: 'Tu cuenta en <provider></provider> tendrá conexión con tu cuenta <who></who>.',
    means: 'Quien pueda iniciar sesión allí podrá hacerlo también aquí. Conéctala solo si es tuya.',
    go: 'Conectar',
    dont: 'No conectar',
    takenTitle: (provider) => `Esta cuenta de ${provider} ya está en uso`,
    taken: 'Tiene conexión con otra cuenta de aquí. Desconéctala primero allí o elige otra.',
    otherTitle: (provider) => `Hay otra cuenta de ${provider} conectada`,
    other: 'Una cuenta puede tener una de cada proveedor. Desconecta primero la otra.',
    tooManyTitle: 'Hay demasiadas cuentas conectadas',
    tooMany: 'Desconecta primero una de ellas.',
    unverifiedTitle: 'Confirma primero tu correo electrónico',
    unverified:
      'Abre el enlace que te enviamos cuando creaste la cuenta. Después podrás conectar esta.',
  },
  connections: {
    title: 'Formas de iniciar sesión',
    intro: 'Puedes iniciar sesión aquí con estas cuentas que tienes en otros sitios.',
    since: (when) => `Conexión: ${when}.`,
    lastUsed: (when) => `Último uso: ${when}.`,
    notConnected: 'Sin conectar',
    connectTitle: (provider) => `Conectar ${provider}`,
    connectWhat:
      'Irás a <provider></provider> y volverás aquí. Te preguntaremos otra vez antes de conectar nada.',
    connected: (provider) => `${provider} ya tiene conexión con tu cuenta`,
    connectedMore: 'A partir de ahora puedes iniciar sesión con ese servicio.',
    yours: (provider) => `${provider} ya tenía conexión con tu cuenta`,
    yoursMore: 'No ha cambiado nada.',
    disconnected: (provider) => `${provider} ya no tiene conexión con tu cuenta`,
    disconnectedMore: 'Nadie puede iniciar sesión aquí con ese servicio.',
    expired: 'No hay nada que conectar',
    expiredMore: 'Tardó demasiado o empezó en otra sesión. Empieza de nuevo desde aquí.',
  },
  disconnect: {
    title: (provider) => `¿Desconectar ${provider}?`,
    what: 'Ya no podrás iniciar sesión con <provider></provider>. Las sesiones que empezaron con esta cuenta se cerrarán, salvo la actual. Puedes volver a conectarlo cuando quieras.',
    go: 'Desconectar',
    keep: 'Conservar',
    last: 'Es tu única forma de entrar',
    lastWhy:
      'Sin <provider></provider> no podrías iniciar sesión. Crea primero una contraseña o añade una llave de acceso.',
    setPassword: 'Crear una contraseña',
    back: 'Volver',
  },
  notices: {
    refused: (provider) => `${provider} no confirmó tu identidad`,
    refusedMore: 'Quizá cancelaste allí. Inténtalo de nuevo o elige otra forma.',
    unreachable: (provider) => `No podemos conectar con ${provider} ahora`,
    unreachableMore: 'Espera un minuto e inténtalo de nuevo, o elige otra forma.',
    invalid: (provider) => `No pudimos comprobar la respuesta de ${provider}`,
    invalidMore: 'No ha cambiado nada. Inténtalo de nuevo o elige otra forma.',
    lost: 'Tardó demasiado o empezó en otro navegador',
    lostMore: 'No ha cambiado nada. Empieza de nuevo desde aquí.',
  },
});
