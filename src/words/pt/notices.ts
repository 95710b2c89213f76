import type { Words } from '../words.ts';

/**
 * Texts of: mails that tell somebody what happened to their account. `came` is null where no
 * request caused it.
 */
export const notices = (): Words['notices'] => ({
  new_device: {
    subject: (app) => `Novo início de sessão na sua conta ${app}`,
    text: 'Alguém entrou na sua conta a partir de um dispositivo ou país que ainda não tínhamos visto. Se foi você, pode ignorar este e-mail.',
    came: (where, when) => `Origem do início de sessão: ${where}. Data: ${when}.`,
    wasNotYou:
      'Escolha agora uma nova senha. Isso encerra todas as sessões, em todos os dispositivos.',
  },
  refresh_token_reused: {
    subject: (app) => `Encerramos uma sessão da sua conta ${app}`,
    text: 'Uma chave desatualizada de uma das suas sessões foi usada novamente, por isso alguém pode tê-la copiado. Por segurança, encerramos essa sessão, e um dos seus dispositivos pode pedir que você entre novamente. As suas outras sessões não são afetadas.',
    came: (where, when) => `Origem do uso da chave desatualizada: ${where}. Data: ${when}.`,
    wasNotYou:
      'Se não reconhece esse dispositivo ou lugar, escolha uma nova senha. Isso encerra todas as sessões, em todos os dispositivos.',
  },
  password_known: {
    subject: (app) => `Alguém sabe a sua senha de ${app}`,
    text: 'Alguém digitou a sua senha, mas falhou na segunda etapa e não entrou. Se foi você, pode ignorar este e-mail.',
    came: (where, when) => `Origem da tentativa: ${where}. Data: ${when}.`,
    wasNotYou:
      'Alguém sabe a sua senha. Escolha agora uma nova. Isso encerra todas as sessões, em todos os dispositivos.',
  },
  mailbox_known: {
    subject: (app) => `Alguém usou um código que ${app} enviou para o seu e-mail`,
    text: 'Alguém usou um código ou link que enviamos para o seu e-mail, mas falhou na segunda etapa e não entrou. Se foi você, pode ignorar este e-mail.',
    came: (where, when) => `Origem da tentativa: ${where}. Data: ${when}.`,
    wasNotYou:
      'Alguém pode ler o seu e-mail. Altere primeiro a senha da sua conta de e-mail e depois escolha uma nova senha aqui.',
  },
  password_changed: {
    subject: (app) => `A sua senha de ${app} foi alterada`,
    text: 'Alguém que tinha sessão iniciada na sua conta e sabia a sua senha alterou-a. A sessão de todos os outros dispositivos foi encerrada. Se foi você quem fez esta alteração, pode ignorar este e-mail.',
    came: (where, when) => `Origem da alteração: ${where}. Data: ${when}.`,
    wasNotYou:
      'Agora outra pessoa sabe a sua senha, e você não. Escolha uma nova com um link que enviaremos para este endereço. Isso encerra todas as sessões, em todos os dispositivos.',
  },
  password_reset: {
    subject: (app) => `A sua senha de ${app} foi redefinida`,
    text: 'Alguém escolheu uma nova senha com um link ou código que enviamos para este endereço. A sessão de todos os dispositivos foi encerrada. Se foi você, pode ignorar este e-mail.',
    came: (where, when) => `Origem da nova senha: ${where}. Data: ${when}.`,
    wasNotYou:
      'Alguém pode ler o seu e-mail. Altere primeiro a senha da sua conta de e-mail e depois escolha uma nova senha aqui. Isso encerra todas as sessões, em todos os dispositivos.',
  },
  password_breached: {
    subject: (app) => `Está na hora de alterar a sua senha de ${app}`,
    text: 'A sua senha está em uma lista de senhas roubadas de outros serviços, e os atacantes tentam usar essas senhas em todos os lugares. Não temos conhecimento de uso indevido da sua conta. Escolha uma nova senha que você não use em nenhum outro lugar.',
    came: null,
    wasNotYou: null,
  },
  second_factor_enabled: {
    subject: (app) => `A verificação em duas etapas foi ativada na sua conta ${app}`,
    text: 'A partir de agora, enviamos um código por e-mail depois que você digita a sua senha. Se foi você quem fez esta alteração, pode ignorar este e-mail.',
    came: (where, when) => `Origem da alteração: ${where}. Data: ${when}.`,
    wasNotYou: 'Alguém sabe a sua senha. Escolha agora uma nova para encerrar todas as sessões.',
  },
  second_factor_disabled: {
    subject: (app) => `A verificação em duas etapas foi desativada na sua conta ${app}`,
    text: 'A partir de agora, a sua senha basta para entrar. Se foi você quem fez esta alteração, pode ignorar este e-mail.',
    came: (where, when) => `Origem da alteração: ${where}. Data: ${when}.`,
    wasNotYou:
      'Alguém sabe a sua senha. Escolha agora uma nova para encerrar todas as sessões e depois volte a ativar a verificação em duas etapas.',
  },
  recovery_codes_replaced: {
    subject: (app) => `A sua conta ${app} tem novos códigos de recuperação`,
    text: 'Alguém que tinha sessão iniciada na sua conta criou novos códigos de recuperação, e os anteriores já não funcionam. Se foi você quem fez esta alteração, pode ignorar este e-mail.',
    came: (where, when) => `Origem do pedido: ${where}. Data: ${when}.`,
    wasNotYou:
      'Escolha agora uma nova senha. Isso encerra todas as sessões, em todos os dispositivos. Depois, crie novos códigos de recuperação.',
  },
  passkey_copied: {
    subject: (app) => `Alguém pode ter copiado uma chave de acesso da sua conta ${app}`,
    text: 'Uma chave de acesso da sua conta foi usada com um contador desatualizado, por isso pode haver uma cópia dela. Recusamos essa tentativa de entrada. A sua chave de acesso continua a funcionar.',
    came: (where, when) => `Origem da tentativa: ${where}. Data: ${when}.`,
    wasNotYou:
      'Entre de outra forma, remova essa chave de acesso e adicione uma nova. Se essa é a sua única forma de entrar, escolha primeiro uma senha.',
  },
  factors_removed: {
    subject: (app) => `A verificação em duas etapas da sua conta ${app} foi removida`,
    text: 'Um administrador removeu as chaves de acesso, os aplicativos autenticadores e os códigos de recuperação da sua conta e encerrou todas as sessões, porque alguém comunicou a perda deles. Entre e configure novos.',
    came: null,
    wasNotYou:
      'É possível que alguém consiga entrar na sua conta. Escolha agora uma nova senha e avise os responsáveis por este serviço.',
  },
  factor_change_undone: {
    subject: (app) => `Uma alteração na sua forma de entrar em ${app} foi desfeita`,
    text: 'Alguém usou um link que enviamos para o seu e-mail para desfazer uma alteração na sua forma de entrar. A sessão de todos os dispositivos foi encerrada. Escolha agora uma nova senha, a menos que já o tenha feito desde então: quem fez a alteração pode saber a antiga.',
    came: (where, when) => `Origem do pedido: ${where}. Data: ${when}.`,
    wasNotYou:
      'Alguém pode ler o seu e-mail. Altere primeiro a senha da sua conta de e-mail e depois escolha uma nova senha aqui.',
  },
  factor_removal_stopped: {
    subject: (app) => `A verificação em duas etapas da sua conta ${app} permanece`,
    text: 'Chaves de acesso, aplicativos autenticadores e códigos de recuperação da sua conta estavam prestes a ser removidos. Eles ficam: desde então, alguém provou ter um deles, ou o administrador a quem a remoção foi pedida já não é administrador.',
    came: null,
    wasNotYou:
      'Se você os perdeu, ou se não são seus, avise os responsáveis por este serviço. Se foi você quem pediu e sabe a sua senha, abra novamente o link que usou e digite-a: assim, a remoção é feita imediatamente.',
  },
});
