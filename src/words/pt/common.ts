import type { Words } from '../words.ts';

/** Texts that several pages share. */
export const common = (): Words['common'] => ({
  language: 'Idioma',
  help: 'Ajuda',
  terms: 'Termos de uso',
  privacy: 'Privacidade',
  skip: 'Ir para o conteúdo',
  error: 'Erro',
  errorTitle: (title) => `Erro: ${title}`,
  thingsToMend: (count) =>
    count === 1 ? 'Um campo precisa de atenção' : `${count} campos precisam de atenção`,
  showPassword: 'Mostrar a senha',
  hidePassword: 'Ocultar a senha',
  show: 'Mostrar',
  hide: 'Ocultar',
  backTo: (app) => `Voltar a ${app}`,
  backToSignIn: 'Voltar ao início de sessão',
  signOut: 'Sair',
  signedInAs: 'Sessão iniciada como',
  yourAccount: (name) => `A sua conta: ${name}`,
  cancel: 'Cancelar',
  or: 'ou',
  goOn: 'Continuar',
  goingOn: 'De volta em instantes',
  goingOnTo: (host) => `Você vai para ${host}. Se nada acontecer, use o botão.`,
  nothingSaved: 'A sua sessão terminou, por isso nada foi salvo',
  nothingSavedWhy: 'Entre novamente e voltará ao ponto onde estava.',
});
