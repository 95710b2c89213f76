import type { Words } from '../words.ts';

/** Texts of: errors that a whole page is about, limits, `/`. */
export const errors = (): Words['errors'] => ({
  cookiesOff: 'Ihr Browser hat unser Cookie nicht gesendet',
  cookiesOffWhy:
    'Wir brauchen ein Cookie, um zu wissen, dass dieses Formular von Ihnen kommt. Erlauben Sie in den Einstellungen Ihres Browsers Cookies für diese Website, und öffnen Sie die Seite dann noch einmal.',
  outOfDate: 'Diese Seite ist nicht mehr aktuell',
  outOfDateWhy:
    'Vielleicht haben Sie sich in einem anderen Tab an- oder abgemeldet, oder die Seite war lange offen. Öffnen Sie sie noch einmal, und machen Sie dort weiter.',
  nothingChanged: 'Es wurde nichts geändert',
  openAgain: 'Seite noch einmal öffnen',
  tooMany: 'Zu viele Versuche',
  tooManyWhy: (wait) =>
    `Von Ihnen oder aus Ihrem Netzwerk kamen zu viele Anfragen. Versuchen Sie es in ${wait} noch einmal.`,
  notFound: 'Diese Seite finden wir nicht',
  notFoundWhy:
    'Vielleicht ist die Adresse falsch geschrieben, oder die Seite ist umgezogen. Wenn Sie einem Link aus einer E-Mail gefolgt sind, öffnen Sie die E-Mail noch einmal, und verwenden Sie den ganzen Link.',
  notAllowed: 'Sie können diese Seite nicht öffnen',
  notAllowedWhy: 'Ihr Konto darf sie nicht sehen, oder sie lässt sich auf diesem Weg nicht öffnen.',
  signInFirst: 'Melden Sie sich zuerst an',
  signInFirstWhy: 'Diese Seite ist für Personen, die angemeldet sind.',
  refused: 'Das konnten wir nicht ausführen',
  refusedWhy:
    'Ihr Browser hat etwas anderes gesendet, als diese Seite erwartet. Öffnen Sie die Seite noch einmal.',
  busy: 'Das geht im Moment nicht',
  busyWhy:
    'Ein Teil unseres Dienstes antwortet nicht. Es ist nichts verloren: Versuchen Sie es in ein paar Sekunden noch einmal.',
  fault: 'Bei uns ist etwas schiefgegangen',
  faultWhy: 'Wir wissen schon davon. Versuchen Sie es in ein paar Minuten noch einmal.',
  root: {
    title: (app) => `Ihr Konto bei ${app}`,
    what: 'Hier melden Sie sich an und verwalten Ihr Konto: Passwort, Passkeys, Geräte und Daten.',
    signIn: 'Anmelden',
    signUp: 'Konto erstellen',
    developers: 'Für Entwickler',
    documents:
      'Dieser Dienst hat eine API. <docs>Probieren Sie sie im Browser aus</docs>, lesen Sie die <reference>Referenz</reference>, oder laden Sie das <schema>OpenAPI-Dokument</schema>.',
    collections:
      'Dieselben Anfragen gibt es auch für <postman>Postman</postman> und als <http>.http-Datei</http>.',
  },
  toAccount: 'Zu Ihrem Konto',
  toSignIn: 'Zur Anmeldung',
  tryAgain: 'Noch einmal versuchen',
  quote:
    'Kommen Sie nicht weiter? <help>Bitten Sie um Hilfe</help>, und nennen Sie dabei <id>die Kennung</id>.',
  quoteAlone: 'Wenn Sie um Hilfe bitten, nennen Sie <id>die Kennung</id>.',
});
