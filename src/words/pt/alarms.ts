import type { Words } from '../words.ts';

/** Texts of: mails about locks, recovery codes, and changes of factors that can be taken back. */
export const alarms = (): Words['alarms'] => ({
  lock: {
    ifYou: 'Se foi você, desbloqueie a sua conta agora:',
    button: 'Desbloquear a minha conta',
    password: {
      subject: (app, span) => `A sua conta ${app} está bloqueada por ${span}`,
      text: (where, when, until) =>
        `Alguém digitou muitas senhas erradas seguidas. Última tentativa: ${where}. Data: ${when}. Até ${until}, ninguém pode entrar a partir de um novo dispositivo. Os dispositivos que você já usou antes não são afetados.`,
    },
    code: {
      subject: (app) => `Muitos códigos errados para a sua conta ${app}`,
      text: (where, when) =>
        `Alguém digitou muitos códigos errados. Última tentativa: ${where}. Data: ${when}. Durante um dia, no máximo, não aceitamos nenhum código de um novo dispositivo. Os dispositivos que você já usou antes não são afetados.`,
    },
    wasNotYou: 'Você pode ignorar este e-mail: ninguém entrou, e o bloqueio termina sozinho.',
    secondStep: {
      passwordSubject: (app) => `Muitas senhas erradas para a sua conta ${app}`,
      codeSubject: (app) => `Muitos códigos errados para a sua conta ${app}`,
      password: (where, when) =>
        `Alguém passou a primeira etapa de entrada na sua conta e depois digitou muitas senhas erradas. Última tentativa: ${where}. Data: ${when}.`,
      code: (where, when) =>
        `Alguém passou a primeira etapa de entrada na sua conta e depois digitou muitos códigos errados. Última tentativa: ${where}. Data: ${when}.`,
      forAWhile:
        'Durante algum tempo, ninguém pode concluir a entrada a partir de um novo dispositivo. Os dispositivos que você já usou antes não são afetados.',
      shutSubject: (app) =>
        `A entrada a partir de novos dispositivos está bloqueada na sua conta ${app}`,
      shut: 'Ninguém pode entrar a partir de um novo dispositivo até que você desbloqueie a sua conta ou entre em um dispositivo que já usou antes.',
      hadCode:
        'Ninguém entrou, mas alguém tinha um código que enviamos para o seu e-mail. Não desbloqueie a sua conta: escolha uma nova senha na página que o botão abre, o que também a desbloqueia.',
      hadPassword:
        'Ninguém entrou, mas alguém tinha a sua senha. Não desbloqueie a sua conta: escolha uma nova senha na página que o botão abre, o que também a desbloqueia.',
    },
  },
  recoveryCode: {
    subject: (app) => `Um código de recuperação da sua conta ${app} foi usado`,
    text: 'Alguém confirmou a sua identidade com um dos seus códigos de recuperação. Esse código já não funciona. Se foi você, pode ignorar este e-mail.',
    left: (count) =>
      count === 1 ? 'Resta um código de recuperação.' : `Restam ${count} códigos de recuperação.`,
    few: (count) => {
      if (count === 0)
        return 'Não resta nenhum código de recuperação. Crie novos agora, nas configurações de segurança da sua conta.';
      return count === 1
        ? 'Resta um código de recuperação. Crie novos agora, nas configurações de segurança da sua conta.'
        : `Restam ${count} códigos de recuperação. Crie novos agora, nas configurações de segurança da sua conta.`;
    },
    came: (where, when) => `Origem do uso do código: ${where}. Data: ${when}.`,
    wasNotYou:
      'Alguém tem os seus códigos de recuperação e passou a sua primeira etapa. Escolha agora uma nova senha, o que encerra todas as sessões em todos os dispositivos, e depois crie novos códigos de recuperação.',
  },
  factorChange: {
    passkeyAdded: {
      subject: (app) => `Uma chave de acesso foi adicionada à sua conta ${app}`,
      text: (where, when) =>
        `Uma chave de acesso foi adicionada à sua conta. Origem da alteração: ${where}. Data: ${when}. Se foi você, pode ignorar este e-mail.`,
    },
    passkeyRemoved: {
      subject: (app) => `Uma chave de acesso foi removida da sua conta ${app}`,
      text: (where, when) =>
        `Uma chave de acesso foi removida da sua conta. Origem da alteração: ${where}. Data: ${when}. Se foi você, pode ignorar este e-mail.`,
    },
    appAdded: {
      subject: (app) => `Um aplicativo autenticador foi adicionado à sua conta ${app}`,
      text: (where, when) =>
        `Um aplicativo autenticador foi adicionado à sua conta. Origem da alteração: ${where}. Data: ${when}. Se foi você, pode ignorar este e-mail.`,
    },
    appRemoved: {
      subject: (app) => `Um aplicativo autenticador foi removido da sua conta ${app}`,
      text: (where, when) =>
        `Um aplicativo autenticador foi removido da sua conta. Origem da alteração: ${where}. Data: ${when}. Se foi você, pode ignorar este e-mail.`,
    },
    wasNotYou:
      'Você pode desfazer a alteração. Nesse caso, encerramos todas as sessões e removemos tudo o que foi adicionado desde então para provar quem você é. Depois disso, escolha uma nova senha.',
    button: 'Desfazer esta alteração',
    limit: (when) => `O link funciona uma só vez, até ${when}.`,
  },
  identityChange: {
    connected: {
      subject: (provider, app) => `${provider} agora está associado à sua conta ${app}`,
      text: (provider, where, when) =>
        `Agora é possível usar ${provider} para entrar na sua conta. Origem da alteração: ${where}. Data: ${when}. Se foi você, pode ignorar este e-mail.`,
    },
    disconnected: {
      subject: (provider, app) => `${provider} já não está associado à sua conta ${app}`,
      text: (provider, where, when) =>
        `Já não é possível usar ${provider} para entrar na sua conta. Origem da alteração: ${where}. Data: ${when}. Se foi você, pode ignorar este e-mail.`,
    },
  },
  removal: {
    subject: (app) => `A verificação em duas etapas da sua conta ${app} vai ser removida`,
    byAdministrator: {
      what: (when, due) =>
        `Um administrador recebeu um pedido para remover as chaves de acesso, os aplicativos autenticadores e os códigos de recuperação da sua conta, porque foram perdidos. Data do pedido: ${when}. A remoção acontece depois de ${due} e encerra todas as sessões.`,
      ifYou: 'Se foi você quem pediu, espere até lá e entre sem eles.',
      ifNot:
        'Se não foi você quem pediu, alguém pode querer entrar na sua conta. Entre com um deles, o que impede a remoção, ou cancele-a:',
    },
    byLink: {
      what: (where, when, due) =>
        `Alguém usou um link que enviamos para o seu e-mail. Origem: ${where}. Data: ${when}. O link desfaz a adição de uma chave de acesso ou de um aplicativo autenticador à sua conta. Não restaria nenhum outro, por isso a remoção acontece depois de ${due}. Todas as sessões foram encerradas.`,
      ifYou: 'Se foi você, espere até lá e entre sem o que vai ser removido.',
      ifNot:
        'Se não foi você, alguém pode ler o seu e-mail. Entre com a sua chave de acesso, o seu aplicativo autenticador ou um código de recuperação, o que impede a remoção, ou cancele-a:',
    },
    button: 'Mantenha a verificação em duas etapas',
  },
});
