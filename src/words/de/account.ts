import type { Words } from '../words.ts';

/** Texts of the pages of an account, and of its profile. */
export const account = (): Words['account'] => ({
  yours: 'Konto',
  console: 'Konsole',
  pages: {
    profile: 'Profil',
    security: 'Sicherheit',
    sessions: 'Sitzungen',
    activity: 'Aktivitäten',
    connections: 'Verbindungen',
    data: 'Ihre Daten',
  },
  save: 'Änderungen speichern',
  profile: {
    intro: 'Ihr Name, und wie wir Seiten und E-Mails für Sie schreiben.',
    saved: 'Ihr Profil ist gespeichert',
    about: 'Über Sie',
    firstName: 'Vorname',
    lastName: 'Nachname',
    displayName: 'Wie wir Sie nennen',
    displayNameHint: 'Bleibt das Feld leer, verwenden wir Vor- und Nachnamen.',
    timezone: 'Zeitzone',
    timezoneHint: 'In dieser Zeitzone stehen Uhrzeiten auf Seiten und in E-Mails.',
    language: 'Sprache',
    languageHint: 'In dieser Sprache schreiben wir Seiten und E-Mails.',
    languageOfBrowser: 'Wie in meinem Browser',
    problems: {
      name: 'Verwenden Sie höchstens 150 Zeichen, in einer Zeile.',
      timezone: 'Wählen Sie eine Zeitzone aus der Liste.',
      locale: 'Wählen Sie eine Sprache aus der Liste.',
    },
  },
  names: {
    title: 'So melden Sie sich an',
    email: 'E-Mail-Adresse',
    confirmed: 'Bestätigt',
    notConfirmed: 'Noch nicht bestätigt',
    changeEmail: 'E-Mail-Adresse ändern',
    username: 'Benutzername',
    noUsername: 'Sie haben keinen und melden sich mit Ihrer E-Mail-Adresse an.',
    changeUsername: 'Benutzernamen ändern',
    chooseUsername: 'Benutzernamen wählen',
  },
  username: {
    title: 'Benutzernamen ändern',
    chooseTitle: 'Benutzernamen wählen',
    ask: 'Damit können Sie sich statt mit Ihrer E-Mail-Adresse anmelden.',
    hint: '3 bis 30 Buchstaben, Ziffern, Punkte, Binde- oder Unterstriche. Bleibt das Feld leer, haben Sie keinen.',
    saved: 'Ihr Benutzername ist gespeichert',
    problems: {
      form: 'Verwenden Sie 3 bis 30 Buchstaben, Ziffern, Punkte, Binde- oder Unterstriche, am Anfang und am Ende einen Buchstaben oder eine Ziffer.',
      taken: 'Wählen Sie einen anderen Benutzernamen. Dieser ist schon vergeben.',
    },
  },
  email: {
    title: 'E-Mail-Adresse ändern',
    now: 'Ihr Konto hat jetzt die Adresse <b></b>.',
    ask: 'Wir senden einen Link an die neue Adresse. Ihr Konto ändert sich erst, wenn Sie ihn öffnen.',
    undo: 'Wir schreiben auch an Ihre jetzige Adresse, mit einem Link, der die Änderung drei Tage lang rückgängig macht.',
    newEmail: 'Neue E-Mail-Adresse',
    password: 'Ihr Passwort',
    send: 'Link senden',
    sent: 'Sehen Sie in das Postfach Ihrer neuen Adresse',
    sentWhat:
      'Wir haben einen Link an <b></b> gesendet. Öffnen Sie ihn, um die Änderung abzuschließen.',
    noPassword: 'Richten Sie zuerst ein Passwort ein',
    noPasswordWhy:
      'Ihre Adresse darf nur ändern, wer Ihr Passwort kennt, und Ihr Konto hat noch keines.',
    problems: {
      form: 'Geben Sie eine vollständige E-Mail-Adresse ein, zum Beispiel name@example.com.',
      unchanged: 'Geben Sie eine andere Adresse ein. Diese hat Ihr Konto schon.',
    },
  },
});
