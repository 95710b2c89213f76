import type { Words } from '../words.ts';

/** Texts of: the second step of a sign-in, setting one up during it, step-up. */
export const secondStep = (): Words['secondStep'] => ({
  totp: {
    title: 'Code eingeben',
    ask: (app) =>
      `Öffnen Sie Ihre Authenticator-App, und geben Sie die sechs Ziffern ein, die sie für ${app} anzeigt.`,
    label: 'Sechsstelliger Code',
    hint: 'Alle 30 Sekunden gibt es einen neuen Code.',
    missing: 'Geben Sie die sechs Ziffern ein, die Ihre App anzeigt.',
    wrong:
      'Dieser Code stimmt nicht. Warten Sie auf den nächsten in Ihrer App, und geben Sie ihn ein.',
    go: 'Weiter',
    others: 'Haben Sie Ihre App nicht zur Hand?',
    way: 'Authenticator-App verwenden',
    wayHint: 'Geben Sie die sechs Ziffern ein, die sie anzeigt.',
  },
  passkey: {
    title: 'Passkey verwenden',
    ask: 'Bestätigen Sie mit Fingerabdruck, Gesicht, Displaysperre oder Sicherheitsschlüssel, dass Sie es sind.',
    wrong:
      'Dieser Passkey hat nicht funktioniert. Versuchen Sie es noch einmal, oder wählen Sie unten einen anderen Weg.',
    go: 'Meinen Passkey verwenden',
    others: 'Haben Sie Ihren Passkey nicht zur Hand?',
    way: 'Passkey verwenden',
    wayHint: 'Fingerabdruck, Gesicht, Displaysperre oder Sicherheitsschlüssel.',
  },
  recovery_code: {
    title: 'Wiederherstellungscode eingeben',
    ask: 'Geben Sie einen der Codes ein, die Sie beim Einrichten des zweiten Schritts gespeichert haben. Jeder gilt einmal.',
    label: 'Wiederherstellungscode',
    hint: 'Vier Gruppen zu vier Zeichen. Groß- und Kleinschreibung spielt keine Rolle.',
    missing: 'Geben Sie einen Ihrer Wiederherstellungscodes ein.',
    wrong:
      'Dieser Code stimmt nicht oder wurde schon verwendet. Prüfen Sie ihn, oder nehmen Sie einen anderen.',
    go: 'Weiter',
    others: 'Haben Sie keinen Code zur Hand?',
    way: 'Wiederherstellungscode verwenden',
    wayHint: 'Einer der Codes, die Sie beim Einrichten gespeichert haben.',
  },
  email_otp: {
    title: 'Sehen Sie in Ihr Postfach',
    ask: 'Wir haben Ihnen einen sechsstelligen Code per E-Mail gesendet. Geben Sie ihn hier ein.',
    label: 'Sechsstelliger Code',
    hint: (time) => `Er gilt einmal, für ${time} und nur für diese Anmeldung.`,
    stepUpHint: (time) => `Er gilt einmal, für ${time}.`,
    missing: 'Geben Sie die sechs Ziffern des Codes ein.',
    wrong:
      'Dieser Code stimmt nicht oder ist abgelaufen. Prüfen Sie, ob er aus unserer letzten E-Mail ist.',
    go: 'Weiter',
    others: 'Ist keine E-Mail angekommen?',
    way: 'Code aus unserer E-Mail verwenden',
    wayHint: 'Er ist in Ihrem Postfach oder im Spam-Ordner.',
    again:
      'Ist nichts angekommen? Sehen Sie im Spam-Ordner nach, oder <again>melden Sie sich noch einmal an</again>, dann senden wir einen neuen Code.',
  },
  password: {
    title: 'Passwort eingeben',
    ask: 'Ein Schritt fehlt noch: Ihr Passwort.',
    label: 'Passwort',
    missing: 'Geben Sie Ihr Passwort ein.',
    wrong: 'Das ist nicht Ihr Passwort. Geben Sie es noch einmal ein.',
    go: 'Weiter',
    others: 'Fällt es Ihnen nicht ein?',
    way: 'Passwort verwenden',
    wayHint: 'Das Passwort, mit dem Sie sich sonst anmelden.',
  },
  tooManyTitle: 'Zu viele Fehlversuche',
  tooMany: (time) =>
    `Versuchen Sie es in ${time} noch einmal, oder wählen Sie unten einen anderen Weg.`,
  signingInAs: 'Anmeldung als <who></who>. <other>Sind Sie das nicht?</other>',
  signingIn: 'Ist das nicht Ihre Anmeldung? <other>Von vorn beginnen</other>',
  lost: 'Haben Sie auf nichts davon mehr Zugriff? <help>Bitten Sie um Hilfe</help>.',

  setUp: {
    title: 'Zweiten Schritt einrichten',
    ask: (app) =>
      `Bei ${app} weisen Sie sich auf zwei Arten aus. Wählen Sie jetzt die zweite; danach sind Sie sofort angemeldet.`,
    totp: 'Authenticator-App einrichten',
    totpHint:
      'Eine App auf Ihrem Handy zeigt alle 30 Sekunden einen neuen Code. Auch ohne Internet.',
    passkey: 'Passkey erstellen',
    passkeyHint:
      'Fingerabdruck, Gesicht, Displaysperre oder Sicherheitsschlüssel. Sie müssen sich nichts merken.',
    password: 'Passwort wählen',
    passwordHint: 'Sie melden sich dann mit Passwort und einem Code aus Ihrem Postfach an.',
    another: 'Anderen Weg wählen',

    totpTitle: 'Authenticator-App einrichten',
    totpScan: 'Scannen Sie diesen Code mit Ihrer Authenticator-App',
    totpCode: 'Code, den die App anzeigt',
    totpGo: 'Einschalten',
    totpGone: 'Das hat zu lange gedauert',
    totpGoneMore:
      'Hier ist ein neuer Code zum Scannen. Löschen Sie den früheren Eintrag aus Ihrer App.',
    totpBegin:
      'Sie brauchen eine Authenticator-App. Vielleicht haben Sie schon eine, auf Ihrem Handy oder in Ihrem Passwortmanager.',
    totpBeginGo: 'Code zum Scannen anzeigen',

    passkeyTitle: 'Passkey erstellen',
    passkeyAsk:
      'Ihr Gerät fragt nach Fingerabdruck, Gesicht oder Displaysperre und bewahrt den Passkey für das nächste Mal auf.',
    passkeyGo: 'Passkey erstellen',
    passkeyWrong:
      'Ihr Gerät hat keinen Passkey erstellt, den wir verwenden können. Versuchen Sie es noch einmal, oder wählen Sie einen anderen Weg.',

    passwordTitle: 'Passwort wählen',
    passwordAsk: 'Von jetzt an melden Sie sich mit diesem Passwort und einem zweiten Schritt an.',
    passwordLabel: 'Neues Passwort',
    passwordGo: 'Speichern und anmelden',

    doneTitle: 'Ihr zweiter Schritt ist eingerichtet',
    done: 'Sie sind angemeldet. Wiederherstellungscodes zeigen wir nur einmal; neue können Sie in Ihrem Konto erstellen.',
    goOn: 'Weiter',
  },

  stepUp: {
    title: 'Bestätigen Sie, dass Sie es sind',
    ask: 'Was Sie vorhaben, ist wichtig. Deshalb prüfen wir noch einmal, ob Sie es sind.',
    askCode:
      'Wir senden einen Code an <email></email>. Geben Sie ihn hier ein, dann geht es dort weiter, wo Sie waren.',
    send: 'Code per E-Mail senden',
    sendAgain: 'Neuen Code senden',
    back: 'Jetzt nicht',
  },
});
