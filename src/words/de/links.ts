import type { Words } from '../words.ts';

/** Texts of: the pages of mailed links. */
export const links = (): Words['links'] => ({
  dead: 'Dieser Link gilt nicht mehr',
  sendNew: 'Neuen Link senden',
  signIn: 'Anmelden',
  toAccount: 'Zu Ihrem Konto',
  newPassword: 'Neues Passwort wählen',
  unlock: {
    title: 'Konto entsperren',
    what: 'Jemand hat zu oft ein falsches Passwort oder einen falschen Code eingegeben, deshalb haben wir Ihr Konto eine Zeit lang gesperrt.',
    more: 'Wenn Sie das waren, entsperren Sie es jetzt. Wenn nicht, lassen Sie es gesperrt: Es öffnet sich von selbst wieder.',
    secondStep: {
      what: 'Jemand hat bei der Anmeldung in Ihrem Konto den ersten Schritt geschafft und dann zu oft ein falsches Passwort oder einen falschen Code eingegeben, deshalb haben wir es für neue Geräte gesperrt.',
      more: 'Wenn Sie das waren, entsperren Sie es jetzt. Wenn nicht, wählen Sie stattdessen ein neues Passwort: Auch das entsperrt Ihr Konto.',
    },
    button: 'Mein Konto entsperren',
    done: 'Ihr Konto ist entsperrt',
    doneWhat: 'Sie können sich wieder anmelden.',
    deadWhy:
      'Er wurde schon verwendet, oder Ihr Konto ist nicht mehr gesperrt. Versuchen Sie, sich anzumelden: Wenn es noch gesperrt ist, senden wir Ihnen einen neuen Link.',
  },
  changeEmail: {
    title: 'Neue E-Mail-Adresse bestätigen',
    what: (email) =>
      `Verwenden Sie <b>${email}</b> für Ihr Konto, und melden Sie sich künftig damit an.`,
    more: (email) => `Diese Adresse ersetzt <b>${email}</b>.`,
    button: 'Diese Adresse verwenden',
    done: 'Ihre E-Mail-Adresse ist geändert',
    doneWhat: 'Melden Sie sich beim nächsten Mal mit der neuen Adresse an.',
    deadWhy:
      'Er wurde schon verwendet oder ist abgelaufen, oder die Änderung wurde zurückgenommen. Wenn Sie Ihre E-Mail-Adresse noch ändern möchten, beginnen Sie noch einmal in Ihrem Konto.',
  },
  undoEmailChange: {
    title: 'E-Mail-Adresse behalten',
    what: (email) =>
      `Hat jemand anderes die Adresse Ihres Kontos geändert? Wir können <b>${email}</b> wieder einsetzen.`,
    more: 'Danach melden wir alle ab, entfernen, was zu Ihrem Konto hinzugefügt wurde, und senden Ihnen einen Link, mit dem Sie ein neues Passwort wählen.',
    button: 'Diese Adresse behalten',
    done: 'Ihr Konto behält seine Adresse',
    doneWhat:
      'Alle sind abgemeldet. Sehen Sie in Ihr Postfach: Wir senden Ihnen einen Link, mit dem Sie ein neues Passwort wählen.',
    deadWhy:
      'Er wurde schon verwendet oder ist abgelaufen, oder die Adresse gehört inzwischen zu einem anderen Konto. Versuchen Sie, sich anzumelden, dann sehen Sie, wie es steht.',
  },
  undoFactorChange: {
    title: 'Änderung zurücknehmen',
    what: 'Hat jemand anderes geändert, wie Sie sich anmelden können? Drücken Sie auf die Schaltfläche, um zurückzunehmen, was hinzugefügt oder entfernt wurde.',
    more: 'Danach melden wir alle ab.',
    password: {
      label: 'Ihr Passwort vor der Änderung',
      hint: 'Ohne das Passwort dauert es 24 Stunden, Ihren einzigen Passkey oder Ihre einzige Authenticator-App zu entfernen.',
      wrong:
        'Geben Sie das Passwort ein, das vor der Änderung galt, oder lassen Sie das Feld leer.',
    },
    button: 'Zurücknehmen',
    done: 'Die Änderung ist zurückgenommen',
    waits: 'Die Änderung wird zurückgenommen',
    signedOut: 'Alle sind abgemeldet.',
    newPassword:
      'Wählen Sie ein neues Passwort: Wer die Änderung gemacht hat, kennt vielleicht das alte.',
    checkCodes: 'Prüfen Sie Ihre Wiederherstellungscodes.',
    waitsWhy:
      'Es bliebe kein anderer Passkey und keine andere Authenticator-App übrig, deshalb warten wir damit.',
    waitsKnow:
      'Wenn Sie das Passwort vor der Änderung kennen, öffnen Sie den Link noch einmal, und geben Sie es ein, bevor Sie ein neues wählen. Damit wird die Änderung sofort zurückgenommen.',
    waitsWhat: (at) =>
      `Was hinzugefügt wurde, entfernen wir zu diesem Zeitpunkt: ${at}. Das geschieht nicht, wenn sich vorher jemand damit anmeldet.`,
    deadWhy:
      'Er wurde schon verwendet oder ist abgelaufen. Melden Sie sich an, dann sehen Sie, wie Ihr Konto geschützt ist.',
  },
  cancelRemoval: {
    title: 'Anmeldung in zwei Schritten behalten',
    what: 'Jemand hat verlangt, Passkeys, Authenticator-Apps oder Wiederherstellungscodes Ihres Kontos zu entfernen.',
    more: 'Drücken Sie auf die Schaltfläche, um sie zu behalten.',
    button: 'Behalten',
    done: 'Es wird nichts entfernt',
    doneWhat: 'Melden Sie sich an wie bisher.',
    deadWhy:
      'Er wurde schon verwendet oder ist abgelaufen, oder es wurde schon alles entfernt. Melden Sie sich an, dann sehen Sie, wie Ihr Konto geschützt ist.',
  },
});
