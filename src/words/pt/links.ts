import type { Words } from '../words.ts';

/** Texts of: the pages of mailed links. */
export const links = (): Words['links'] => ({
  dead: 'Este link já não funciona',
  sendNew: 'Enviar um novo link',
  signIn: 'Entrar',
  toAccount: 'Ir para a sua conta',
  newPassword: 'Escolher uma nova senha',
  unlock: {
    title: 'Desbloqueie a sua conta',
    what: 'Alguém digitou muitas senhas ou códigos errados, por isso bloqueamos a sua conta durante algum tempo.',
    more: 'Se foi você, desbloqueie-a agora. Se não foi, deixe-a bloqueada: ela volta a abrir sozinha.',
    secondStep: {
      what: 'Alguém passou a primeira etapa de entrada na sua conta e depois digitou muitas senhas ou códigos errados, por isso a bloqueamos para novos dispositivos.',
      more: 'Se foi você, desbloqueie-a agora. Se não foi, escolha uma nova senha em vez disso: isso também a desbloqueia.',
    },
    button: 'Desbloquear a minha conta',
    done: 'A sua conta está desbloqueada',
    doneWhat: 'Você já pode entrar novamente.',
    deadWhy:
      'Ele já foi usado, ou a sua conta já não está bloqueada. Tente entrar: se a conta ainda estiver bloqueada, enviaremos um novo link.',
  },
  changeEmail: {
    title: 'Confirme o seu novo endereço de e-mail',
    what: (email) =>
      `Use <b>${email}</b> para a sua conta e entre com esse endereço a partir de agora.`,
    more: (email) => `Ele substitui <b>${email}</b>.`,
    button: 'Usar este endereço',
    done: 'O seu endereço de e-mail mudou',
    doneWhat: 'Use o novo endereço na próxima vez que entrar.',
    deadWhy:
      'Ele já foi usado ou expirou, ou a alteração foi desfeita. Se ainda quiser alterar o seu endereço de e-mail, comece de novo a partir da sua conta.',
  },
  undoEmailChange: {
    title: 'Mantenha o seu endereço de e-mail',
    what: (email) =>
      `Outra pessoa alterou o endereço da sua conta? Podemos restaurar <b>${email}</b>.`,
    more: 'Nesse caso, encerramos todas as sessões, removemos o que foi adicionado à sua conta e enviamos um link para escolher uma nova senha.',
    button: 'Manter este endereço',
    done: 'A sua conta mantém o endereço',
    doneWhat:
      'Todas as sessões foram encerradas. Veja a sua caixa de entrada: vamos enviar um link para escolher uma nova senha.',
    deadWhy:
      'Ele já foi usado ou expirou, ou o endereço agora pertence a outra conta. Tente entrar para ver qual é a situação.',
  },
  undoFactorChange: {
    title: 'Desfaça a alteração',
    what: 'Outra pessoa alterou a forma de entrar na sua conta? Use o botão para desfazer o que ela adicionou ou removeu.',
    more: 'Nesse caso, encerramos todas as sessões.',
    password: {
      label: 'A sua senha de antes da alteração',
      hint: 'Sem ela, remover a sua única chave de acesso ou o seu único aplicativo autenticador demora 24 horas.',
      wrong: 'Digite a senha que você tinha antes da alteração ou deixe este campo vazio.',
    },
    button: 'Desfazer',
    done: 'A alteração foi desfeita',
    waits: 'A alteração será desfeita',
    signedOut: 'Todas as sessões foram encerradas.',
    newPassword: 'Escolha uma nova senha: quem fez a alteração pode saber a antiga.',
    checkCodes: 'Verifique os seus códigos de recuperação.',
    waitsWhy:
      'Não restaria nenhuma outra chave de acesso nem nenhum outro aplicativo autenticador, por isso esperamos antes de desfazer.',
    waitsKnow:
      'Se você sabe a senha de antes da alteração, abra o link novamente e digite-a antes de escolher uma nova. Assim, a alteração é desfeita imediatamente.',
    waitsWhat: (at) =>
      `Em ${at}, removeremos o que foi adicionado, a menos que alguém entre com isso antes.`,
    deadWhy: 'Ele já foi usado ou expirou. Entre para ver como a sua conta está protegida.',
  },
  cancelRemoval: {
    title: 'Mantenha a verificação em duas etapas',
    what: 'Alguém pediu a remoção de chaves de acesso, aplicativos autenticadores ou códigos de recuperação da sua conta.',
    more: 'Use o botão para mantê-los.',
    button: 'Manter',
    done: 'Nada será removido',
    doneWhat: 'Entre como antes.',
    deadWhy:
      'Ele já foi usado ou expirou, ou a remoção já foi feita. Entre para ver como a sua conta está protegida.',
  },
});
