import type { Words } from '../words.ts';

/** Texts of: sign-up, verification. */
export const signUp = (): Words['signUp'] => ({
  title: 'Crie a sua conta',
  haveOne: 'Já tem uma? <a>Entre</a>',
  email: 'Endereço de e-mail',
  emailHint: 'Enviaremos um link para confirmar que é seu.',
  name: 'O seu nome (opcional)',
  password: 'Senha',
  consent: 'Antes de continuar',
  terms: 'Aceito os <a>termos de uso</a>',
  privacy: 'Li o <a>aviso de privacidade</a>',
  create: 'Criar conta',
  problems: {
    email: 'Digite um endereço de e-mail completo, como nome@example.com.',
    name: 'Use no máximo 150 letras para o nome, em uma só linha.',
    terms: 'Aceite os termos de uso para criar uma conta.',
    privacy: 'Leia o aviso de privacidade e marque a caixa para criar uma conta.',
    code: 'Digite os seis dígitos do nosso último e-mail. Este código está errado ou expirou.',
    wrongPassword:
      'Esta não é a senha com que você criou a conta. Tente novamente ou escolha uma nova.',
    missingPassword: 'Digite a senha com que você criou a conta ou escolha uma nova.',
  },
  sent: {
    title: 'Veja a sua caixa de entrada',
    to: (email) =>
      `Enviamos um e-mail para <b>${email}</b>. Abra o link que está nele para continuar.`,
    toUnknown: 'Enviamos um e-mail para você. Abra o link que está nele para continuar.',
    code: 'Código do e-mail',
    codeHint: 'Ou digite aqui os seis dígitos, se lê o seu e-mail em outro dispositivo.',
    confirm: 'Confirmar o meu endereço',
    spam: 'Não chegou nada após alguns minutos? Veja na pasta de spam ou envie novamente.',
    again: 'Enviar novamente',
    sentAgain: 'Enviamos novamente. Só vale o último e-mail.',
    wrongAddress: 'Endereço errado? <a>Comece de novo</a>',
  },
  verify: {
    title: 'Confirme o seu endereço de e-mail',
    what: (email) => `Confirme que <b>${email}</b> é seu, e a sua sessão será iniciada.`,
    confirm: 'Confirmar o meu endereço',
    wasItYou: 'Foi você?',
    someone: (email, app) =>
      `Alguém usou <b>${email}</b> para criar uma conta em ${app}. Diga-nos se foi você, e confirmaremos o seu endereço.`,
    several: (email, app) =>
      `<b>${email}</b> foi usado mais de uma vez para criar uma conta em ${app}. Diga-nos se foi você, e confirmaremos o seu endereço.`,
    when: 'Quando',
    where: 'Onde',
    browser: 'Navegador',
    unknownPlace: 'País desconhecido',
    unknownBrowser: 'Navegador desconhecido',
    ifYou: '<b>Se foi você,</b> a sua senha fica como está.',
    ifNot:
      '<b>Se não foi,</b> eliminamos essa senha e encerramos todas as sessões. Você escolhe uma nova senha na página seguinte.',
    yes: 'Sim, fui eu',
    no: 'Não, ou não tenho certeza',
    password: 'A sua senha',
    passwordHint:
      'Outra pessoa também pode ter usado o seu endereço. Digite a senha que você escolheu.',
    keep: 'Manter a minha senha',
    chooseNew: 'Escolher uma nova senha',
    ignore: 'Não pediu isto? Feche esta página, e ninguém poderá usar a conta.',
    deadWhy:
      'Os links para confirmar um endereço funcionam uma só vez. Este já foi usado ou expirou. Se o seu endereço está confirmado, basta entrar.',
    deadHint: 'Se este endereço ainda precisa ser confirmado, enviaremos um novo link.',
    done: 'O seu endereço de e-mail está confirmado',
    doneWhat: 'Entre para continuar.',
  },
});
