import type { Words } from '../words.ts';

/** Texts of: the second step of a sign-in, setting one up during it, step-up. */
export const secondStep = (): Words['secondStep'] => ({
  totp: {
    title: 'Digite o seu código',
    ask: (app) =>
      `Abra o seu aplicativo autenticador e digite os seis dígitos que ele mostra para ${app}.`,
    label: 'Código de seis dígitos',
    hint: 'O código muda a cada 30 segundos.',
    missing: 'Digite os seis dígitos que o seu aplicativo mostra.',
    wrong: 'Esse código não está certo. Espere pelo próximo no seu aplicativo e digite-o aqui.',
    go: 'Continuar',
    others: 'Não pode usar o seu aplicativo?',
    way: 'Usar o seu aplicativo autenticador',
    wayHint: 'Digite os seis dígitos que ele mostra.',
  },
  passkey: {
    title: 'Use a sua chave de acesso',
    ask: 'Confirme que é você com a impressão digital, o rosto, o bloqueio do dispositivo ou uma chave de segurança.',
    wrong: 'Essa chave de acesso não funcionou. Tente novamente ou escolha outra forma abaixo.',
    go: 'Usar a minha chave de acesso',
    others: 'Não pode usar a sua chave de acesso?',
    way: 'Usar uma chave de acesso',
    wayHint: 'A impressão digital, o rosto, o bloqueio do dispositivo ou uma chave de segurança.',
  },
  recovery_code: {
    title: 'Digite um código de recuperação',
    ask: 'Digite um dos códigos que você guardou ao configurar a sua segunda etapa. Cada um funciona uma só vez.',
    label: 'Código de recuperação',
    hint: 'Quatro grupos de quatro. Tanto faz usar maiúsculas ou minúsculas.',
    missing: 'Digite um dos seus códigos de recuperação.',
    wrong: 'Esse código não está certo ou já foi usado. Confira-o ou use outro.',
    go: 'Continuar',
    others: 'Não tem os códigos à mão?',
    way: 'Usar um código de recuperação',
    wayHint: 'Um dos códigos que você guardou ao configurar isto.',
  },
  email_otp: {
    title: 'Veja a sua caixa de entrada',
    ask: 'Enviamos um código de seis dígitos por e-mail. Digite-o aqui para continuar.',
    label: 'Código de seis dígitos',
    hint: (time) => `Funciona uma só vez, durante ${time} e apenas para este início de sessão.`,
    stepUpHint: (time) => `Funciona uma só vez, durante ${time}.`,
    missing: 'Digite os seis dígitos do código.',
    wrong: 'Esse código não está certo ou expirou. Confira se é o do nosso último e-mail.',
    go: 'Continuar',
    others: 'Não recebeu o e-mail?',
    way: 'Usar o código que enviamos por e-mail',
    wayHint: 'Está na sua caixa de entrada ou na pasta de spam.',
    again:
      'Não chegou nada? Veja na pasta de spam ou <again>entre novamente</again> para receber um novo código.',
  },
  password: {
    title: 'Digite a sua senha',
    ask: 'Mais uma etapa: a sua senha.',
    label: 'Senha',
    missing: 'Digite a sua senha.',
    wrong: 'Essa não é a sua senha. Digite-a novamente.',
    go: 'Continuar',
    others: 'Não se lembra dela?',
    way: 'Usar a sua senha',
    wayHint: 'Aquela com que você entra.',
  },
  tooManyTitle: 'Muitas tentativas erradas',
  tooMany: (time) => `Tente novamente daqui a ${time} ou escolha outra forma abaixo.`,
  signingInAs: 'Início de sessão como <who></who>. <other>Não é você?</other>',
  signingIn: 'Não é o seu início de sessão? <other>Comece de novo</other>',
  lost: 'Perdeu tudo o que poderia usar aqui? <help>Peça ajuda</help>.',

  setUp: {
    title: 'Configure a sua segunda etapa',
    ask: (app) =>
      `${app} pede duas provas de que é você. Escolha agora a segunda; logo depois, a sua sessão é iniciada.`,
    totp: 'Configurar um aplicativo autenticador',
    totpHint:
      'Um aplicativo no seu telefone mostra um novo código a cada 30 segundos. Funciona sem Internet.',
    passkey: 'Criar uma chave de acesso',
    passkeyHint:
      'A impressão digital, o rosto, o bloqueio do dispositivo ou uma chave de segurança. Nada para memorizar.',
    password: 'Escolher uma senha',
    passwordHint: 'Depois, você entra com a sua senha e um código da sua caixa de entrada.',
    another: 'Escolher outra forma',

    totpTitle: 'Configure o seu aplicativo autenticador',
    totpScan: 'Leia este código com o seu aplicativo autenticador',
    totpCode: 'Digite o código que ele mostra',
    totpGo: 'Ativar',
    totpGone: 'Demorou demais',
    totpGoneMore: 'Aqui está um novo código para ler. Remova a entrada anterior do seu aplicativo.',
    totpBegin:
      'Você precisa de um aplicativo autenticador, como o que vem com o telefone ou com o gerenciador de senhas.',
    totpBeginGo: 'Mostrar o código para ler',

    passkeyTitle: 'Crie uma chave de acesso',
    passkeyAsk:
      'O seu dispositivo pede a impressão digital, o rosto ou o bloqueio do dispositivo e guarda a chave de acesso para a próxima vez.',
    passkeyGo: 'Criar uma chave de acesso',
    passkeyWrong:
      'O seu dispositivo não criou uma chave de acesso que possamos usar. Tente novamente ou escolha outra forma.',

    passwordTitle: 'Escolha uma senha',
    passwordAsk: 'A partir de agora, você entra com esta senha e uma segunda etapa.',
    passwordLabel: 'Nova senha',
    passwordGo: 'Salvar e entrar',

    doneTitle: 'A sua segunda etapa está configurada',
    done: 'A sua sessão está iniciada. Os códigos de recuperação são mostrados uma só vez; você pode criar novos na sua conta.',
    goOn: 'Continuar',
  },

  stepUp: {
    title: 'Confirme que é você',
    ask: 'O que você vai fazer é importante, por isso verificamos mais uma vez que é você.',
    askCode:
      'Enviaremos um código para <email></email>. Digite-o aqui e voltará ao ponto onde estava.',
    send: 'Receber um código por e-mail',
    sendAgain: 'Enviar um novo código',
    back: 'Agora não',
  },
});
