import type { Words } from '../words.ts';

/** Texts of signing in with a provider, and of connecting one to an account. */
export const social = (): Words['social'] => ({
  continueWith: 'Continuar com <provider></provider>',
  orContinueWith: 'ou continue com',
  address: {
    title: 'O seu endereço de e-mail',
    why: '<provider></provider> não garante o seu endereço de e-mail. Digite-o e enviaremos um código para ter certeza de que é seu.',
    hint: 'Precisa ser um endereço em que você possa ler mensagens agora.',
    send: 'Receber um código por e-mail',
    haveOne: 'Já tem uma conta? <link>Entre e conecte-a</link>',
    sent: 'Um código está a caminho de <email></email>.',
  },
  finish: {
    title: 'Crie a sua conta',
    what: 'Vamos criar uma conta para <email></email>. Você vai entrar nela com <provider></provider>.',
  },
  existing: {
    title: 'Você já tem uma conta',
    what: 'Há uma conta para <email></email>. Ela ainda não tem conexão com <provider></provider>.',
    once: 'Entre como costuma fazer. Depois você pode conectar <provider></provider> e entrar com esse serviço.',
    go: 'Entrar e conectar',
  },
  join: {
    title: (provider) => `Conectar ${provider}?`,
    named:
      '<identity></identity> em <provider></provider> terá conexão com a sua conta <who></who>.',
    unnamed: 'A sua conta em <provider></provider> terá conexão com a sua conta <who></who>.',
    means: 'Quem puder entrar lá também poderá entrar aqui. Conecte-a somente se for sua.',
    go: 'Conectar',
    dont: 'Não conectar',
    takenTitle: (provider) => `Esta conta ${provider} já está em uso`,
    taken: 'Ela tem conexão com outra conta aqui. Desconecte-a lá primeiro ou escolha outra.',
    otherTitle: (provider) => `Outra conta ${provider} está conectada`,
    other: 'Uma conta pode ter uma de cada provedor. Desconecte primeiro a outra.',
    tooManyTitle: 'Há contas conectadas demais',
    tooMany: 'Desconecte primeiro uma delas.',
    unverifiedTitle: 'Confirme primeiro o seu endereço de e-mail',
    unverified:
      'Abra o link que enviamos quando você criou a conta. Depois você pode conectar esta.',
  },
  connections: {
    title: 'Formas de entrar',
    intro: 'Você pode entrar aqui com estas contas que tem em outros serviços.',
    since: (when) => `Conexão em ${when}.`,
    lastUsed: (when) => `Último uso: ${when}.`,
    notConnected: 'Sem conexão',
    connectTitle: (provider) => `Conectar ${provider}`,
    connectWhat:
      'Você vai para <provider></provider> e volta para cá. Vamos perguntar mais uma vez antes de conectar.',
    connected: (provider) => `${provider} tem conexão com a sua conta`,
    connectedMore: 'A partir de agora você pode entrar com esse serviço.',
    yours: (provider) => `${provider} já tinha conexão com a sua conta`,
    yoursMore: 'Nada mudou.',
    disconnected: (provider) => `${provider} já não tem conexão com a sua conta`,
    disconnectedMore: 'Ninguém mais pode entrar aqui com esse serviço.',
    expired: 'Não há nada para conectar',
    expiredMore: 'Demorou demais ou começou em outra sessão. Comece de novo aqui.',
  },
  disconnect: {
    title: (provider) => `Desconectar ${provider}?`,
    what: 'Você não poderá mais entrar com <provider></provider>. As sessões iniciadas com esta conta terminam, menos a atual. Pode conectar de novo quando quiser.',
    go: 'Desconectar',
    keep: 'Manter',
    last: 'É a sua única forma de entrar',
    lastWhy:
      'Sem <provider></provider>, você não poderia mais entrar. Defina primeiro uma senha ou adicione uma chave de acesso.',
    setPassword: 'Definir uma senha',
    back: 'Voltar',
  },
  notices: {
    refused: (provider) => `${provider} não confirmou a sua identidade`,
    refusedMore: 'Talvez você tenha cancelado lá. Tente de novo ou escolha outra forma.',
    unreachable: (provider) => `Não é possível contatar ${provider} agora`,
    unreachableMore: 'Espere um minuto e tente de novo, ou escolha outra forma.',
    invalid: (provider) => `Não conseguimos verificar a resposta de ${provider}`,
    invalidMore: 'Nada mudou. Tente de novo ou escolha outra forma.',
    lost: 'Demorou demais ou começou em outro navegador',
    lostMore: 'Nada mudou. Comece de novo aqui.',
  },
});
