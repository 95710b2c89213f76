import type { Words } from '../words.ts';

/** Texts of letting an app use the account, and of taking that back. */
export const consent = (): Words['consent'] => ({
  title: (app) => `${app} Ihr Konto verwenden lassen?`,
  heading: 'Darf <app></app> Ihr Konto verwenden?',
  signedInAs: 'Sie sind als <who></who> angemeldet.',
  may: 'Die App darf dann:',
  scopes: {
    openid: 'wissen, dass Sie es sind',
    profile: 'Ihren Namen, Benutzernamen, Ihre Sprache und Zeitzone sehen',
    email: 'Ihre E-Mail-Adresse sehen',
    offline_access: 'diesen Zugriff behalten, bis Sie ihn widerrufen',
    roles: 'Ihre Rollen sehen',
    account: 'Ihr Konto für Sie verwalten',
  },
  goesTo: 'Danach geht es weiter zu <host></host>.',
  goesToDevice:
    'Danach geht es weiter zu einer App auf diesem Gerät. Erlauben Sie das nur, wenn Sie die App gerade selbst geöffnet haben.',
  allow: 'Erlauben',
  deny: 'Nicht erlauben',
  later: 'Sie können das jederzeit in Ihrem Konto unter „Verbindungen“ widerrufen.',
  notYou: 'Anderes Konto verwenden',
  goingToApp:
    'Gleich sind Sie zurück in der App. Wenn nichts passiert, klicken Sie auf die Schaltfläche.',
  stray: {
    client: 'Diese App ist hier nicht bekannt',
    clientWhat:
      'Der Link, der Sie hierhergeführt hat, gehört zu keiner App, die diesen Dienst nutzen darf. Gehen Sie zurück und versuchen Sie es noch einmal, oder geben Sie den Entwicklern der App Bescheid.',
    address: 'Diese App hat eine falsche Adresse angegeben',
    addressWhat:
      'Die App will Sie zu einer Adresse schicken, die für sie nicht eingetragen ist. Deshalb geht es hier nicht weiter. Geben Sie den Entwicklern der App Bescheid.',
    expired: 'Das hat zu lange gedauert',
    expiredWhat:
      'Gehen Sie zurück zur App und beginnen Sie noch einmal. Es wurde nichts weitergegeben.',
  },
  connections: {
    title: 'Apps, die Ihr Konto verwenden',
    intro: 'Diese Apps dürfen Ihr Konto verwenden. Sie können es jeder von ihnen wieder verbieten.',
    since: (when) => `Erlaubt am ${when}.`,
    lastUsed: (ago) => `Zuletzt verwendet: ${ago}.`,
    withdraw: 'Widerrufen',
    withdrawn: (app) => `${app} darf Ihr Konto nicht mehr verwenden`,
    withdrawnWhat: 'Die App muss Sie erneut fragen.',
    notThere: 'Diese App darf Ihr Konto nicht verwenden',
    notThereWhat: 'Vielleicht haben Sie es ihr schon verboten.',
    gone: 'Eine App, die es nicht mehr gibt',
  },
});
