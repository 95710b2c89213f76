import type { Words } from '../words.ts';

/** Texts of: mails with a link or a code. */
export const mails = (): Words['mails'] => ({
  itself: 'E-Mail',
  wasNotYou: 'Waren Sie das nicht?',
  copyAddress: 'Oder kopieren Sie diese Adresse in Ihren Browser:',
  foot: (app) => `Gesendet von ${app}. Wir fragen nie nach Ihrem Passwort oder Ihren Codes.`,
  // They follow "von" and "mit". A country stands alone, since some want an article.
  where: {
    browser: (browser, system) => `${browser} unter ${system}`,
    unknownBrowser: 'einem unbekannten Browser',
    unknownSystem: 'einem unbekannten System',
    appleApp: 'einer App von Apple',
    script: (name) => `einer App oder einem Skript (${name})`,
    inCountry: (device, country) => `${device}, ${country}`,
    withAddress: (place, address) => `${place} (${address})`,
    administrator: 'der Verwaltung',
    operator: 'der Kommandozeile',
  },
  chooseNewPassword: 'Neues Passwort wählen',
  openSecurity: 'Sicherheitseinstellungen öffnen',
  signIn: 'Anmelden',

  verification: {
    subject: (app) => `Bestätigen Sie Ihre E-Mail-Adresse für ${app}`,
    what: (app) =>
      `Jemand hat mit dieser E-Mail-Adresse ein Konto bei ${app} erstellt. Wenn Sie das waren, bestätigen Sie, dass die Adresse Ihnen gehört:`,
    button: 'Meine E-Mail-Adresse bestätigen',
    limit: (when) => `Der Link gilt einmal, bis ${when}.`,
    code: (when) =>
      `Wenn Sie nach einem Code gefragt werden, geben Sie diesen ein. Er gilt bis ${when}:`,
    wasNotYou: (where) =>
      `Dann brauchen Sie nichts zu tun: Ohne den Link oder den Code kann niemand das Konto benutzen. Die Anfrage kam von ${where}.`,
  },
  alreadyRegistered: {
    subject: (app) => `Sie haben schon ein Konto bei ${app}`,
    what: (app) =>
      `Jemand wollte mit Ihrer E-Mail-Adresse ein Konto bei ${app} erstellen, aber Sie haben schon eines. Es hat sich nichts geändert.`,
    next: 'Wenn Sie das waren, melden Sie sich mit dieser Adresse an. Wenn Sie Ihr Passwort vergessen haben, wählen Sie ein neues:',
    wasNotYou: (where) => `Dann brauchen Sie nichts zu tun. Die Anfrage kam von ${where}.`,
  },
  reset: {
    subject: (app) => `Neues Passwort für ${app}`,
    what: (app) =>
      `Jemand hat ein neues Passwort für Ihr Konto bei ${app} angefordert. Wenn Sie das waren, wählen Sie hier eines:`,
    official: (app) =>
      `Das Team von ${app} bittet Sie, ein neues Passwort für Ihr Konto zu wählen. Bis dahin können Sie sich nicht mit einem Passwort anmelden. Wählen Sie hier eines:`,
    connected: (providers) =>
      `In Ihr Konto kommt auch, wer sich damit anmelden kann: ${providers}. Wenn Sie etwas davon nicht kennen, trennen Sie es in Ihrem Konto, sobald Sie das Passwort gewählt haben.`,
    limit: (when) =>
      `Der Link gilt einmal, bis ${when}. Wenn Sie das neue Passwort speichern, melden wir Sie überall ab.`,
    wasNotYou: (where) =>
      `Dann brauchen Sie nichts zu tun: Es ändert sich nur etwas, wenn der Link verwendet wird. Die Anfrage kam von ${where}.`,
  },
  code: {
    limit: (when) => `Der Code gilt einmal, bis ${when}.`,
    came: (where) => `Die Anfrage kam von ${where}. Geben Sie den Code an niemanden weiter.`,
    signIn: {
      subject: (app) => `Ihr Code zum Anmelden bei ${app}`,
      what: (app) => `Geben Sie diesen Code ein, um sich bei ${app} anzumelden:`,
      wasNotYou: 'Dann brauchen Sie nichts zu tun: Ohne den Code kommt niemand in Ihr Konto.',
    },
    reset: {
      subject: (app) => `Ihr Code für ein neues Passwort bei ${app}`,
      what: (app) => `Geben Sie diesen Code ein, um ein neues Passwort für ${app} zu wählen:`,
      wasNotYou:
        'Dann brauchen Sie nichts zu tun: Es ändert sich nur etwas, wenn der Code verwendet wird.',
    },
    secondStep: {
      subject: (app) => `Ihr Code für den zweiten Schritt bei ${app}`,
      what: (app) => `Geben Sie diesen Code ein, um die Anmeldung bei ${app} abzuschließen:`,
      wasNotYou:
        'Dann kennt jemand Ihr Passwort. Ohne den Code kommt niemand in Ihr Konto, aber wählen Sie jetzt ein neues Passwort.',
    },
    stepUp: {
      subject: (app) => `Ihr Code zur Bestätigung bei ${app}`,
      what: (app) => `Geben Sie diesen Code ein, um bei ${app} zu bestätigen, dass Sie es sind:`,
      wasNotYou:
        'Dann ist jemand anderes in Ihrem Konto angemeldet. Wählen Sie ein neues Passwort, damit werden alle abgemeldet.',
    },
    address: {
      subject: (app) => `Ihr Code zur Bestätigung Ihrer E-Mail-Adresse bei ${app}`,
      what: (app, provider) =>
        `Jemand ist über ${provider} zu ${app} gekommen und hat diese E-Mail-Adresse angegeben. Wenn Sie das waren, geben Sie diesen Code ein, um zu bestätigen, dass die Adresse Ihnen gehört:`,
      wasNotYou:
        'Dann brauchen Sie nichts zu tun: Ohne den Code kann niemand Ihre Adresse verwenden.',
    },
  },
  emailChange: {
    subject: (app) => `Bestätigen Sie Ihre neue E-Mail-Adresse für ${app}`,
    what: (app) =>
      `Jemand möchte ein Konto bei ${app} auf diese E-Mail-Adresse umstellen. Wenn Sie das waren, bestätigen Sie, dass die Adresse Ihnen gehört:`,
    button: 'Diese Adresse verwenden',
    limit: (when) => `Der Link gilt einmal, bis ${when}.`,
    wasNotYou: (where) =>
      `Dann brauchen Sie nichts zu tun: Ohne den Link behält das Konto seine jetzige Adresse. Die Anfrage kam von ${where}.`,
  },
  addressInUse: {
    subject: (app) => `Ihre E-Mail-Adresse gehört schon zu einem Konto bei ${app}`,
    what: (app) =>
      `Jemand wollte ein anderes Konto bei ${app} auf diese E-Mail-Adresse umstellen, aber die Adresse hat schon ein eigenes Konto. Es hat sich nichts geändert.`,
    next: 'Wenn Sie das waren, melden Sie sich stattdessen mit dieser Adresse an:',
    wasNotYou: (where) => `Dann brauchen Sie nichts zu tun. Die Anfrage kam von ${where}.`,
  },
  emailNotice: {
    asked: {
      subject: (app) => `Die E-Mail-Adresse Ihres Kontos bei ${app} soll geändert werden`,
      what: (where, when) =>
        `Jemand, der in Ihrem Konto angemeldet ist und Ihr Passwort kennt, möchte es auf eine andere E-Mail-Adresse umstellen. Die Anfrage kam am ${when} von ${where}.`,
      next: 'Wenn Sie das waren, öffnen Sie die E-Mail, die wir an die neue Adresse gesendet haben. Erst wenn Sie dort bestätigen, ändert sich etwas.',
    },
    done: {
      subject: (app) => `Die E-Mail-Adresse Ihres Kontos bei ${app} wurde geändert`,
      what: (where, when) =>
        `Ihr Konto hat jetzt eine andere E-Mail-Adresse, und wir schreiben Ihnen von nun an dorthin. Die neue Adresse wurde am ${when} von ${where} bestätigt.`,
      next: 'Wenn Sie das waren, melden Sie sich beim nächsten Mal mit der neuen Adresse an.',
    },
    wasNotYou:
      'Dann kennt jemand anderes Ihr Passwort. Sie können diese Adresse behalten. Wir melden dann alle ab und senden Ihnen einen Link, mit dem Sie ein neues Passwort wählen.',
    button: 'Diese Adresse behalten',
    limit: (when) => `Der Link gilt einmal, bis ${when}.`,
  },
  erased: {
    subject: (app) => `Ihr Konto bei ${app} wurde gelöscht`,
    what: 'Ihr Konto ist mit allem darin gelöscht und lässt sich nicht wiederherstellen.',
    byAdministrator: (when) => `Die Verwaltung hat das Konto am ${when} gelöscht.`,
    came: (where, when) => `Die Anfrage kam am ${when} von ${where}.`,
    wasNotYou:
      'Dann kennt jemand das Passwort, das Sie hier hatten. Wenn Sie es noch woanders verwenden, ändern Sie es dort jetzt.',
  },
});
