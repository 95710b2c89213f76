import type { Words } from '../words.ts';

/** Texts of the sessions of an account; devices and places are named here for other pages too. */
export const sessions = (): Words['sessions'] => ({
  intro:
    'Todas as sessões iniciadas na sua conta. Não reconhece alguma? Encerre-a e depois <password>altere a sua senha</password>.',
  thisDevice: 'Este dispositivo',
  twoSteps: 'Duas etapas',
  lastUsed: (ago) => `Último uso: ${ago}.`,
  signedIn: (when) => `Início de sessão: ${when}.`,
  signedInWith: (when, ways) => `Início de sessão: ${when}, com ${ways}.`,
  ways: {
    pwd: 'a sua senha',
    otp: 'um código',
    email: 'um link enviado por e-mail',
    fed: 'outra conta sua',
    hwk: 'uma chave de acesso',
  },
  place: (city, country) => `${city}, ${country}`,
  device: {
    browserOn: (browser, os) => `${browser} em ${os}`,
    browser: (browser) => `${browser} em um sistema desconhecido`,
    unknownOn: (os) => `Navegador desconhecido em ${os}`,
    unknown: 'Navegador desconhecido',
    app: (name) => `Aplicativo ou script (${name})`,
    appleApp: 'Aplicativo da Apple',
  },
  end: 'Encerrar sessão',
  ended: 'A sessão desse dispositivo foi encerrada',
  endedWhy: 'Será preciso entrar novamente nele.',
  notThere: 'Esse dispositivo já não tem sessão iniciada',
  notThereWhy: 'A sessão pode ter sido encerrada em outra aba, ou o tempo dela acabou.',
  others: {
    open: 'Encerrar todas as outras sessões',
    title: (count) =>
      count === 1
        ? 'Encerrar a sessão do seu outro dispositivo?'
        : `Encerrar a sessão de ${count} outros dispositivos?`,
    what: 'Será preciso entrar lá novamente. Este dispositivo mantém a sessão.',
    go: (count) =>
      count === 1
        ? 'Encerrar a sessão de um dispositivo'
        : `Encerrar a sessão de ${count} dispositivos`,
    keep: (count) => (count === 1 ? 'Manter a sessão' : 'Manter as sessões'),
    none: 'Você não tem mais nenhuma sessão iniciada',
    noneWhat: 'Este dispositivo é o único, por isso não há nada para encerrar.',
    back: 'Voltar às sessões',
    done: (count) => {
      if (count === 0) return 'Você não tinha mais nenhuma sessão iniciada';
      return count === 1
        ? 'A sessão do seu outro dispositivo foi encerrada'
        : `A sessão dos seus ${count} outros dispositivos foi encerrada`;
    },
  },
});
