import type { Words } from '../words.ts';

/** Texts of: errors that a whole page is about, limits, `/`. */
export const errors = (): Words['errors'] => ({
  cookiesOff: 'O seu navegador não enviou o nosso cookie',
  cookiesOffWhy:
    'Precisamos de um cookie para saber que este formulário é seu. Permita cookies deste site nas configurações do navegador e abra a página novamente.',
  outOfDate: 'Esta página está desatualizada',
  outOfDateWhy:
    'Talvez você tenha entrado ou saído em outra aba, ou a página tenha ficado aberta muito tempo. Abra-a novamente e continue a partir daí.',
  nothingChanged: 'Nada foi alterado',
  openAgain: 'Abrir a página novamente',
  tooMany: 'Muitas tentativas',
  tooManyWhy: (wait) =>
    `Houve pedidos demais seus ou da sua rede. Tente novamente daqui a ${wait}.`,
  notFound: 'Não encontramos essa página',
  notFoundWhy:
    'O endereço pode estar errado, ou a página pode ter mudado de lugar. Se você seguiu um link de um e-mail, abra o e-mail novamente e use o link completo.',
  notAllowed: 'Não é possível abrir esta página',
  notAllowedWhy:
    'A sua conta não tem permissão para vê-la, ou ela não pode ser aberta desta forma.',
  signInFirst: 'Entre primeiro',
  signInFirstWhy: 'Esta página é para quem iniciou sessão.',
  refused: 'Não foi possível fazer isso',
  refusedWhy:
    'O que o seu navegador enviou não é o que esta página espera. Abra a página novamente.',
  busy: 'Não é possível fazer isso agora',
  busyWhy:
    'Uma parte do nosso serviço não responde. Nada se perdeu: tente novamente daqui a alguns segundos.',
  fault: 'Ocorreu um erro do nosso lado',
  faultWhy: 'Já fomos avisados. Tente novamente daqui a alguns minutos.',
  root: {
    title: (app) => `A sua conta ${app}`,
    what: 'Aqui você entra e cuida da sua conta: senha, chaves de acesso, dispositivos e dados.',
    signIn: 'Entrar',
    signUp: 'Criar uma conta',
    developers: 'Para desenvolvedores',
    documents:
      'Este serviço tem uma API. <docs>Experimente-a no navegador</docs>, leia a <reference>referência</reference> ou use o <schema>documento OpenAPI</schema>.',
    collections:
      'Os mesmos pedidos estão disponíveis para o <postman>Postman</postman> e em <http>formato .http</http>.',
  },
  toAccount: 'Ir para a sua conta',
  toSignIn: 'Ir para o início de sessão',
  tryAgain: 'Tentar novamente',
  quote: 'Ainda não conseguiu? <help>Peça ajuda</help> e indique <id>o identificador</id>.',
  quoteAlone: 'Se pedir ajuda, indique <id>o identificador</id>.',
});
