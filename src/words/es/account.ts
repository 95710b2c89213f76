import type { Words } from '../words.ts';

/** Texts of the pages of an account, and of its profile. */
export const account = (): Words['account'] => ({
  yours: 'Cuenta',
  pages: {
    profile: 'Perfil',
    security: 'Seguridad',
    sessions: 'Sesiones',
    activity: 'Actividad',
    connections: 'Conexiones',
    data: 'Tus datos',
  },
  save: 'Guardar cambios',
  profile: {
    intro: 'Tu nombre y cómo se escriben para ti las páginas y los correos.',
    saved: 'Tu perfil está guardado',
    about: 'Sobre ti',
    firstName: 'Nombre',
    lastName: 'Apellidos',
    displayName: 'Cómo te llamamos',
    displayNameHint: 'Si lo dejas vacío, usamos tu nombre y tus apellidos.',
    timezone: 'Zona horaria',
    timezoneHint: 'Las horas de las páginas y los correos se muestran en ella.',
    language: 'Idioma',
    languageHint: 'Las páginas y los correos se escriben en él.',
    languageOfBrowser: 'El que pide mi navegador',
    problems: {
      name: 'Usa como máximo 150 letras, en una sola línea.',
      timezone: 'Elige una zona horaria de la lista.',
      locale: 'Elige un idioma de la lista.',
    },
  },
  names: {
    title: 'Cómo inicias sesión',
    email: 'Correo electrónico',
    confirmed: 'Confirmado',
    notConfirmed: 'Aún sin confirmar',
    changeEmail: 'Cambiar el correo electrónico',
    username: 'Nombre de usuario',
    noUsername: 'No tienes ninguno. Inicias sesión con tu correo electrónico.',
    changeUsername: 'Cambiar el nombre de usuario',
    chooseUsername: 'Elegir un nombre de usuario',
  },
  username: {
    title: 'Cambia tu nombre de usuario',
    chooseTitle: 'Elige un nombre de usuario',
    ask: 'Puedes iniciar sesión con él en lugar de tu correo electrónico.',
    hint: 'De 3 a 30 letras, números, puntos, guiones o guiones bajos. Si lo dejas vacío, no tendrás ninguno.',
    saved: 'Tu nombre de usuario está guardado',
    problems: {
      form: 'Usa de 3 a 30 letras, números, puntos, guiones o guiones bajos, con una letra o un número al principio y al final.',
      taken: 'Elige otro nombre de usuario. Este ya lo tiene otra persona.',
    },
  },
  email: {
    title: 'Cambia tu correo electrónico',
    now: 'Tu cuenta tiene la dirección <b></b>.',
    ask: 'Enviaremos un enlace a la dirección nueva. Tu cuenta cambia cuando lo abras, no antes.',
    undo: 'También avisamos a tu dirección actual, con un enlace que permite deshacer el cambio durante tres días.',
    newEmail: 'Correo electrónico nuevo',
    password: 'Tu contraseña',
    send: 'Recibir un enlace',
    sent: 'Revisa la bandeja de entrada de tu dirección nueva',
    sentWhat: 'Hemos enviado un enlace a <b></b>. Ábrelo para terminar el cambio.',
    noPassword: 'Crea primero una contraseña',
    noPasswordWhy:
      'Solo quien conoce tu contraseña puede cambiar tu dirección, y tu cuenta no tiene ninguna.',
    problems: {
      form: 'Escribe una dirección de correo completa, como nombre@example.com.',
      unchanged: 'Escribe otra dirección. Esta es la que ya tiene tu cuenta.',
    },
  },
});
