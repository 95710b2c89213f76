import type { Words } from '../words.ts';

/** Texts of letting an app use the account, and of taking that back. */
export const consent = (): Words['consent'] => ({
  title: (app) => `¿Permitir que ${app} use tu cuenta?`,
  heading: '¿Permitir que <app></app> use tu cuenta?',
  signedInAs: 'Tienes la sesión iniciada como <who></who>.',
  may: 'Podrá:',
  scopes: {
    openid: 'saber que eres tú',
    profile: 'ver tu nombre, tu nombre de usuario, tu idioma y tu zona horaria',
    email: 'ver tu correo electrónico',
    offline_access: 'conservar este acceso hasta que lo retires',
    roles: 'ver tus roles',
    account: 'gestionar tu cuenta por ti',
  },
  goesTo: 'Después irás a <host></host>.',
  goesToDevice:
    'Después irás a una app de este dispositivo. Permítelo solo si acabas de abrirla tú.',
  allow: 'Permitir',
  deny: 'No permitir',
  later: 'Puedes retirar este acceso cuando quieras, en «Conexiones» de tu cuenta.',
  notYou: 'Usar otra cuenta',
  goingToApp: 'Te llevamos de vuelta a la app. Si no pasa nada, pulsa el botón.',
  stray: {
    client: 'Aquí no se conoce esta app',
    clientWhat:
      'El enlace que te trajo aquí no es de ninguna app que pueda usar este servicio. Vuelve atrás e inténtalo de nuevo, o avisa a quienes hacen la app.',
    address: 'Esta app dio una dirección incorrecta',
    addressWhat:
      'La app quiere llevarte a una dirección que no tiene registrada, así que nos detuvimos aquí. Avisa a quienes hacen la app.',
    expired: 'Ha pasado demasiado tiempo',
    expiredWhat: 'Vuelve a la app y empieza de nuevo. No se ha compartido nada.',
  },
  connections: {
    title: 'Apps que usan tu cuenta',
    intro: 'Estas apps pueden usar tu cuenta. Puedes retirarle el acceso a cada una.',
    since: (when) => `Permitida el ${when}.`,
    lastUsed: (ago) => `Último uso: ${ago}.`,
    withdraw: 'Retirar acceso',
    withdrawn: (app) => `${app} ya no puede usar tu cuenta`,
    withdrawnWhat: 'Tendrá que volver a pedírtelo.',
    notThere: 'Esta app no puede usar tu cuenta',
    notThereWhat: 'Quizá ya le habías retirado el acceso.',
    gone: 'Una app que ya no existe',
  },
});
