import type { Words } from '../words.ts';

/** Texts of letting an app use the account, and of taking that back. */
export const consent = (): Words['consent'] => ({
  title: (app) => `Permitir que ${app} use a sua conta?`,
  heading: 'Permitir que <app></app> use a sua conta?',
  signedInAs: 'A sessão está iniciada como <who></who>.',
  may: 'O aplicativo poderá:',
  scopes: {
    openid: 'saber que é você',
    profile: 'ver o seu nome, nome de usuário, idioma e fuso horário',
    email: 'ver o seu endereço de e-mail',
    offline_access: 'manter este acesso até você o retirar',
    roles: 'ver as suas funções',
    account: 'gerenciar a sua conta por você',
  },
  goesTo: 'Depois, você irá para <host></host>.',
  goesToDevice:
    'Depois, você irá para um aplicativo deste dispositivo. Permita apenas se você acabou de abri-lo.',
  allow: 'Permitir',
  deny: 'Não permitir',
  later: 'Você pode retirar este acesso quando quiser, em “Conexões” na sua conta.',
  notYou: 'Usar outra conta',
  goingToApp: 'Você está voltando para o aplicativo. Se nada acontecer, use o botão.',
  stray: {
    client: 'Este aplicativo não é conhecido aqui',
    clientWhat:
      'O link que trouxe você até aqui não pertence a nenhum aplicativo que possa usar este serviço. Volte e tente de novo, ou avise quem faz o aplicativo.',
    address: 'Este aplicativo informou um endereço errado',
    addressWhat:
      'O aplicativo quer levar você a um endereço que não está registrado para ele, por isso paramos aqui. Avise quem faz o aplicativo.',
    expired: 'Isso demorou demais',
    expiredWhat: 'Volte ao aplicativo e comece de novo. Nada foi compartilhado.',
  },
  connections: {
    title: 'Aplicativos que usam a sua conta',
    intro: 'Estes aplicativos podem usar a sua conta. Você pode retirar o acesso de cada um.',
    since: (when) => `Permitido em ${when}.`,
    lastUsed: (ago) => `Último uso: ${ago}.`,
    withdraw: 'Retirar acesso',
    withdrawn: (app) => `${app} não pode mais usar a sua conta`,
    withdrawnWhat: 'Terá de pedir a você outra vez.',
    notThere: 'Este aplicativo não pode usar a sua conta',
    notThereWhat: 'Talvez você já tenha retirado o acesso.',
    gone: 'Um aplicativo que não existe mais',
  },
});
