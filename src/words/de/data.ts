import type { Words } from '../words.ts';

/** Texts of connections, of downloading and of erasing an account. */
export const data = (): Words['data'] => ({
  connections: {
    none: 'Keine App darf Ihr Konto verwenden',
    what: 'Wenn Sie einer App erlauben, Ihren Namen oder Ihre E-Mail-Adresse zu verwenden, steht sie hier.',
    activity: 'Was in Ihrem Konto passiert ist, sehen Sie unter <activity>Aktivitäten</activity>.',
  },
  intro: 'Ihre Daten gehören Ihnen: Sie können sie kopieren, oder Ihr Konto mit allem löschen.',
  download: {
    title: 'Ihre Daten herunterladen',
    what: 'Alles, was wir über Sie speichern, in einer Datei: Ihr Profil, Ihre Anmeldewege, Ihre Geräte und Ihre Aktivitäten. Es ist eine JSON-Datei, die auch andere Dienste lesen können.',
    proof: 'Zuerst bitten wir Sie, zu bestätigen, dass Sie es sind.',
    go: 'Meine Daten herunterladen',
    ready: 'Danke. Sie können Ihre Daten jetzt herunterladen.',
  },
  erase: {
    title: 'Konto löschen',
    what: 'Ihr Konto wird endgültig gelöscht, mit allem darin.',
    open: 'Mein Konto löschen',
    consequences: 'Das geschieht sofort und lässt sich nicht rückgängig machen:',
    sessions: 'Sie werden auf allen Geräten abgemeldet.',
    profile: 'Profil, Passwort, Passkeys und Wiederherstellungscodes werden gelöscht.',
    apps: (app) =>
      `Sie können sich nicht mehr bei ${app} anmelden, und auch dort nicht, wo Sie dieses Konto verwendet haben.`,
    records:
      'Aufzeichnungen darüber, was passiert ist, bleiben noch eine Zeit lang, ohne einen Hinweis auf Sie.',
    address: 'Wir senden eine letzte E-Mail an <email></email>.',
    copy: 'Möchten Sie vorher eine Kopie? <download>Laden Sie Ihre Daten herunter</download>.',
    sure: 'Mir ist klar, dass mein Konto nicht wiederhergestellt werden kann',
    sureMissing: 'Setzen Sie das Häkchen, um fortzufahren: Das Löschen ist endgültig.',
    password: 'Ihr Passwort',
    passwordMissing: 'Geben Sie Ihr Passwort ein.',
    passwordWrong: 'Das ist nicht Ihr Passwort. Geben Sie es noch einmal ein.',
    locked: 'Zu oft ein falsches Passwort',
    lockedWhat: (span) =>
      `Warten Sie ${span}, und versuchen Sie es dann noch einmal. An Ihrem Konto hat sich nichts geändert.`,
    last: 'Niemand sonst verwaltet diesen Dienst',
    lastWhat:
      'Geben Sie zuerst einer anderen Person die Rechte zur Verwaltung, und löschen Sie dann Ihr Konto.',
    keep: 'Mein Konto behalten',
  },
  goodbye: {
    title: 'Ihr Konto ist gelöscht',
    what: 'Sie sind überall abgemeldet, und alles in Ihrem Konto ist gelöscht.',
    again: 'Sie können jederzeit ein neues Konto erstellen.',
    signUp: 'Neues Konto erstellen',
  },
});
