import type { Words } from '../words.ts';

/** Texts of: sign-in, sign-out. */
export const signIn = (): Words['signIn'] => ({
  title: 'Entrar',
  heading: (app) => `Entrar em ${app}`,
  name: 'Endereço de e-mail ou nome de usuário',
  password: 'Senha',
  staySignedIn: (time) => `Manter a sessão iniciada durante ${time}`,
  forgot: 'Esqueceu a senha?',
  go: 'Entrar',
  usePasskey: 'Usar uma chave de acesso',
  emailCode: 'Receber um código por e-mail',
  newHere: (app) => `É a sua primeira vez em ${app}? <link>Crie uma conta</link>`,

  nameMissing: 'Digite o seu endereço de e-mail ou nome de usuário.',
  passwordMissing: 'Digite a sua senha.',
  passwordAgain: 'Digite a sua senha novamente.',
  refusedTitle: 'Não foi possível entrar',
  refused:
    'Esse nome e essa senha não correspondem. <again>Tente novamente</again> ou receba um código por e-mail.',
  refusedLock: (tries, time) =>
    tries === 1
      ? `Após uma tentativa errada, a entrada com senha fica suspensa durante ${time}.`
      : `Após ${tries} tentativas erradas seguidas, a entrada com senha fica suspensa durante ${time}.`,
  lockedTitle: 'A entrada com senha está suspensa',
  locked: (time) =>
    `Houve muitas tentativas erradas. Você pode tentar a senha novamente daqui a ${time}.`,
  lockedWays:
    'Não quer esperar? Receba um código por e-mail ou <reset>escolha uma nova senha</reset>: isso põe fim à suspensão.',
  disabledTitle: 'Esta conta está fechada por enquanto',
  disabled: 'Não é possível entrar nela. Nada do que você digitar aqui mudará isso.',
  disabledHelp: 'Se acha que é um engano, <help>peça ajuda</help>.',
  unverifiedTitle: 'Confirme primeiro o seu endereço de e-mail',
  unverified:
    'A sua senha está certa. Antes de entrar, abra o link que enviamos por e-mail quando você criou a conta.',
  sendVerification: 'Enviar o e-mail novamente',
  unavailableTitle: 'Não é possível entrar agora',
  unavailable: 'Uma parte do nosso serviço não responde. Espere um minuto e tente novamente.',
  passkeyRefusedTitle: 'Essa chave de acesso não funcionou',
  passkeyRefused:
    'Pode ter sido removida da sua conta, ou a página ficou aberta tempo demais. Tente novamente ou entre de outra forma.',

  noticeVerified: 'O seu endereço de e-mail está confirmado',
  noticeVerifiedMore: 'Entre para continuar.',
  noticeExpired: 'O início de sessão demorou demais',
  noticeExpiredMore:
    'Nada foi alterado. Entre novamente, e pediremos outra vez a sua segunda etapa.',
  noticeUsedUp: 'Houve muitas tentativas erradas',
  noticeUsedUpMore:
    'Este início de sessão foi encerrado para proteger a sua conta. Entre novamente para continuar.',

  alreadyTitle: 'A sua sessão já está iniciada',
  already: 'Este navegador tem sessão iniciada como <who></who>.',
  goOn: 'Continuar',
  someoneElse: 'Entrar com outra conta',
  someoneElseHint: 'Antes disso, a sua sessão é encerrada.',

  code: {
    askTitle: 'Entrar com um código',
    ask: 'Digite o seu endereço de e-mail, e enviaremos um código para você entrar. Não precisa de senha.',
    email: 'Endereço de e-mail',
    emailWrong: 'Digite um endereço de e-mail completo, como nome@example.com.',
    emailNotName:
      'Digite o seu endereço de e-mail. Não podemos enviar um código para um nome de usuário.',
    send: 'Receber um código por e-mail',
    title: 'Veja a sua caixa de entrada',
    sent: 'Se houver uma conta para <email></email>, um código está a caminho.',
    label: 'Código de seis dígitos',
    hint: (time) => `Funciona uma só vez, durante ${time}.`,
    go: 'Entrar',
    missing: 'Digite os seis dígitos do código.',
    wrong: 'Esse código não está certo ou expirou. Confira-o ou peça um novo.',
    again: 'Não chegou nada?',
    againHint:
      'Veja primeiro na pasta de spam. Um novo código é enviado no máximo uma vez por minuto.',
    sendAgain: 'Enviar um novo código',
    usePassword: 'Entrar com a senha',
    otherAddress: 'Usar outro endereço',
  },

  out: {
    title: 'Sair',
    heading: (app) => `Sair de ${app}?`,
    ask: 'A sessão está iniciada como <who></who>. Ao sair, esta sessão é encerrada, apenas neste dispositivo.',
    go: 'Sair',
    stay: 'Manter a sessão',
    doneTitle: 'Você saiu',
    done: 'A sua sessão neste dispositivo terminou.',
    notIn: 'Não há sessão iniciada neste dispositivo.',
    again: 'Entrar novamente',
  },
});
