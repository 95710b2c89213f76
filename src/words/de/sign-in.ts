import type { Words } from '../words.ts';

/** Texts of: sign-in, sign-out. */
export const signIn = (): Words['signIn'] => ({
  title: 'Anmelden',
  heading: (app) => `Bei ${app} anmelden`,
  name: 'E-Mail-Adresse oder Benutzername',
  password: 'Passwort',
  staySignedIn: (time) => `${time} angemeldet bleiben`,
  forgot: 'Passwort vergessen?',
  go: 'Anmelden',
  usePasskey: 'Mit einem Passkey anmelden',
  emailCode: 'Code per E-Mail senden',
  newHere: (app) => `Neu bei ${app}? <link>Konto erstellen</link>`,

  nameMissing: 'Geben Sie Ihre E-Mail-Adresse oder Ihren Benutzernamen ein.',
  passwordMissing: 'Geben Sie Ihr Passwort ein.',
  passwordAgain: 'Geben Sie Ihr Passwort noch einmal ein.',
  refusedTitle: 'Die Anmeldung hat nicht geklappt',
  refused:
    'Dieser Name und dieses Passwort passen nicht zusammen. <again>Versuchen Sie es noch einmal</again>, oder lassen Sie sich einen Code per E-Mail senden.',
  refusedLock: (tries, time) =>
    tries === 1
      ? `Nach einem Fehlversuch ist die Anmeldung mit Passwort für ${time} nicht möglich.`
      : `Nach ${tries} Fehlversuchen in Folge ist die Anmeldung mit Passwort für ${time} nicht möglich.`,
  lockedTitle: 'Die Anmeldung mit Passwort pausiert',
  locked: (time) =>
    `Es gab zu viele Fehlversuche. Mit Ihrem Passwort können Sie sich erst wieder anmelden, wenn diese Zeit vorbei ist: ${time}.`,
  lockedWays:
    'Möchten Sie nicht warten? Lassen Sie sich einen Code per E-Mail senden, oder <reset>wählen Sie ein neues Passwort</reset>: Damit endet die Pause.',
  disabledTitle: 'Dieses Konto ist vorerst geschlossen',
  disabled: 'Wir können Sie dort nicht anmelden. Daran ändert keine Eingabe hier etwas.',
  disabledHelp: 'Wenn Sie das für einen Irrtum halten, <help>bitten Sie um Hilfe</help>.',
  unverifiedTitle: 'Bestätigen Sie zuerst Ihre E-Mail-Adresse',
  unverified:
    'Ihr Passwort stimmt. Bevor Sie sich anmelden können, öffnen Sie den Link, den wir Ihnen nach der Registrierung per E-Mail geschickt haben.',
  sendVerification: 'E-Mail noch einmal senden',
  unavailableTitle: 'Wir können Sie im Moment nicht anmelden',
  unavailable:
    'Bei uns antwortet etwas nicht. Warten Sie eine Minute, und versuchen Sie es dann noch einmal.',
  passkeyRefusedTitle: 'Dieser Passkey hat nicht funktioniert',
  passkeyRefused:
    'Vielleicht wurde er aus Ihrem Konto entfernt, oder die Seite war zu lange offen. Versuchen Sie es noch einmal, oder melden Sie sich auf einem anderen Weg an.',

  noticeVerified: 'Ihre E-Mail-Adresse ist bestätigt',
  noticeVerifiedMore: 'Melden Sie sich an, um fortzufahren.',
  noticeExpired: 'Ihre Anmeldung hat zu lange gedauert',
  noticeExpiredMore:
    'Es hat sich nichts geändert. Melden Sie sich noch einmal an, dann fragen wir erneut nach Ihrem zweiten Schritt.',
  noticeUsedUp: 'Das waren zu viele Fehlversuche',
  noticeUsedUpMore:
    'Zum Schutz Ihres Kontos ist diese Anmeldung beendet. Melden Sie sich noch einmal an, um fortzufahren.',

  alreadyTitle: 'Sie sind schon angemeldet',
  already: 'In diesem Browser sind Sie als <who></who> angemeldet.',
  goOn: 'Weiter',
  someoneElse: 'Mit einem anderen Konto anmelden',
  someoneElseHint: 'Dabei melden wir Sie zuerst ab.',

  code: {
    askTitle: 'Mit einem Code anmelden',
    ask: 'Geben Sie Ihre E-Mail-Adresse ein, dann senden wir Ihnen einen Code zum Anmelden. Ein Passwort brauchen Sie nicht.',
    email: 'E-Mail-Adresse',
    emailWrong: 'Geben Sie eine vollständige E-Mail-Adresse ein, zum Beispiel name@example.com.',
    emailNotName:
      'Geben Sie Ihre E-Mail-Adresse ein. An einen Benutzernamen können wir keinen Code senden.',
    send: 'Code per E-Mail senden',
    title: 'Sehen Sie in Ihr Postfach',
    sent: 'Wenn es ein Konto für <email></email> gibt, ist ein Code unterwegs.',
    label: 'Sechsstelliger Code',
    hint: (time) => `Er gilt einmal, für ${time}.`,
    go: 'Anmelden',
    missing: 'Geben Sie die sechs Ziffern des Codes ein.',
    wrong:
      'Dieser Code stimmt nicht oder ist abgelaufen. Prüfen Sie ihn, oder lassen Sie sich einen neuen senden.',
    again: 'Ist nichts angekommen?',
    againHint:
      'Sehen Sie zuerst im Spam-Ordner nach. Einen neuen Code gibt es höchstens einmal pro Minute.',
    sendAgain: 'Neuen Code senden',
    usePassword: 'Mit dem Passwort anmelden',
    otherAddress: 'Andere Adresse verwenden',
  },

  out: {
    title: 'Abmelden',
    heading: (app) => `Von ${app} abmelden?`,
    ask: 'Sie sind als <who></who> angemeldet. Beim Abmelden endet diese Sitzung, nur auf diesem Gerät.',
    go: 'Abmelden',
    stay: 'Angemeldet bleiben',
    doneTitle: 'Sie sind abgemeldet',
    done: 'Ihre Sitzung auf diesem Gerät ist beendet.',
    notIn: 'Auf diesem Gerät sind Sie nicht angemeldet.',
    again: 'Wieder anmelden',
  },
});
