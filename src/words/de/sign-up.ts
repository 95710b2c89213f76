import type { Words } from '../words.ts';

/** Texts of: sign-up, verification. */
export const signUp = (): Words['signUp'] => ({
  title: 'Konto erstellen',
  haveOne: 'Haben Sie schon eines? <a>Anmelden</a>',
  email: 'E-Mail-Adresse',
  emailHint: 'Wir senden einen Link dorthin, um zu bestätigen, dass sie Ihnen gehört.',
  name: 'Ihr Name (freiwillig)',
  password: 'Passwort',
  consent: 'Bevor es weitergeht',
  terms: 'Ich stimme den <a>Nutzungsbedingungen</a> zu',
  privacy: 'Ich habe die <a>Datenschutzhinweise</a> gelesen',
  create: 'Konto erstellen',
  problems: {
    email: 'Geben Sie eine vollständige E-Mail-Adresse ein, zum Beispiel name@example.com.',
    name: 'Nehmen Sie für Ihren Namen höchstens 150 Zeichen, in einer Zeile.',
    terms: 'Stimmen Sie den Nutzungsbedingungen zu, um ein Konto zu erstellen.',
    privacy:
      'Lesen Sie die Datenschutzhinweise, und setzen Sie das Häkchen, um ein Konto zu erstellen.',
    code: 'Geben Sie die sechs Ziffern aus unserer letzten E-Mail ein. Dieser Code ist falsch oder abgelaufen.',
    wrongPassword:
      'Mit diesem Passwort haben Sie sich nicht registriert. Versuchen Sie es noch einmal, oder wählen Sie ein neues.',
    missingPassword:
      'Geben Sie das Passwort ein, mit dem Sie sich registriert haben, oder wählen Sie ein neues.',
  },
  sent: {
    title: 'Sehen Sie in Ihr Postfach',
    to: (email) =>
      `Wir haben eine E-Mail an <b>${email}</b> gesendet. Öffnen Sie den Link darin, um fortzufahren.`,
    toUnknown: 'Wir haben Ihnen eine E-Mail gesendet. Öffnen Sie den Link darin, um fortzufahren.',
    code: 'Code aus der E-Mail',
    codeHint:
      'Oder geben Sie hier die sechs Ziffern ein, wenn Sie Ihre E-Mails auf einem anderen Gerät lesen.',
    confirm: 'Meine Adresse bestätigen',
    spam: 'Ist nach ein paar Minuten nichts angekommen? Sehen Sie im Spam-Ordner nach, oder senden Sie die E-Mail noch einmal.',
    again: 'Noch einmal senden',
    sentAgain: 'Wir haben sie noch einmal gesendet. Nur die letzte E-Mail gilt.',
    wrongAddress: 'Falsche Adresse? <a>Von vorn beginnen</a>',
  },
  verify: {
    title: 'E-Mail-Adresse bestätigen',
    what: (email) => `Bestätigen Sie, dass <b>${email}</b> Ihnen gehört, dann melden wir Sie an.`,
    confirm: 'Meine Adresse bestätigen',
    wasItYou: 'Waren Sie das?',
    someone: (email, app) =>
      `Jemand hat <b>${email}</b> verwendet, um bei ${app} ein Konto zu erstellen. Sagen Sie uns, ob Sie das waren, dann bestätigen wir Ihre Adresse.`,
    several: (email, app) =>
      `<b>${email}</b> wurde mehrmals verwendet, um bei ${app} ein Konto zu erstellen. Sagen Sie uns, ob Sie das waren, dann bestätigen wir Ihre Adresse.`,
    when: 'Wann',
    where: 'Wo',
    browser: 'Browser',
    unknownPlace: 'Unbekanntes Land',
    unknownBrowser: 'Unbekannter Browser',
    ifYou: '<b>Wenn Sie es waren,</b> bleibt Ihr Passwort, wie es ist.',
    ifNot:
      '<b>Wenn nicht,</b> verwerfen wir dieses Passwort und melden alle ab. Auf der nächsten Seite wählen Sie ein neues.',
    yes: 'Ja, das war ich',
    no: 'Nein, oder ich bin nicht sicher',
    password: 'Ihr Passwort',
    passwordHint:
      'Vielleicht hat auch jemand anderes Ihre Adresse verwendet. Geben Sie das Passwort ein, das Sie gewählt haben.',
    keep: 'Mein Passwort behalten',
    chooseNew: 'Neues Passwort wählen',
    ignore:
      'Haben Sie das nicht verlangt? Schließen Sie diese Seite, dann kann niemand das Konto benutzen.',
    deadWhy:
      'Links zum Bestätigen einer Adresse gelten einmal. Dieser wurde schon verwendet oder ist abgelaufen. Wenn Ihre Adresse bestätigt ist, melden Sie sich einfach an.',
    deadHint: 'Wenn diese Adresse noch bestätigt werden muss, senden wir einen neuen Link.',
    done: 'Ihre E-Mail-Adresse ist bestätigt',
    doneWhat: 'Melden Sie sich an, um fortzufahren.',
  },
});
