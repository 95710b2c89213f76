import type { Words } from '../words.ts';

/** Texts of the history of an account. */
export const activity = (): Words['activity'] => ({
  intro: (span, zone) =>
    `Was in Ihrem Konto passiert ist. Wir bewahren es so lange auf: ${span}. Zeitzone: ${zone}.`,
  show: 'Anzeigen',
  kinds: {
    all: 'Alles',
    sign_ins: 'Anmeldungen',
    security: 'Änderungen an der Sicherheit',
    apps: 'Verbundene Apps',
  },
  today: (day) => `Heute, ${day}`,
  yesterday: (day) => `Gestern, ${day}`,
  older: 'Ältere Aktivitäten anzeigen',
  latest: 'Neueste Aktivitäten anzeigen',
  nothing: 'Hier gibt es nichts',
  nothingWhat: 'In dieser Zeit ist nichts davon passiert.',
  nothingOlder: 'Das war alles. Älteres gibt es nicht.',
  newPlace: 'Neuer Ort',
  newDevice: 'Neues Gerät',
  refused: 'Abgelehnt',
  signedInWith: (ways) => `Sie haben sich mit ${ways} angemeldet`,
  confirmedWith: (ways) => `Sie haben mit ${ways} bestätigt, dass Sie es sind`,
  wrongPasswords: (count) => {
    if (count === 1) return 'Jemand hat ein falsches Passwort eingegeben';
    return count === 2
      ? 'Jemand hat zweimal ein falsches Passwort eingegeben'
      : `Jemand hat ${count}-mal ein falsches Passwort eingegeben`;
  },
  events: {
    'user.registered': {
      administrator: 'Ihr Konto wurde von der Verwaltung erstellt',
      other: 'Sie haben Ihr Konto erstellt',
    },
    'user.imported': 'Ihr Konto ist hierher umgezogen',
    'user.email_verified': 'Sie haben Ihre E-Mail-Adresse bestätigt',
    'session.started': 'Sie haben sich angemeldet',
    'session.started_from_new_device':
      'Sie haben sich auf einem neuen Gerät oder an einem neuen Ort angemeldet',
    'session.stepped_up': 'Sie haben bestätigt, dass Sie es sind',
    'session.ended': {
      logout: 'Sie haben sich abgemeldet',
      terminated: 'Sie haben eines Ihrer Geräte abgemeldet',
      replaced:
        'Sie haben sich noch einmal angemeldet; damit endete die frühere Sitzung dieses Browsers',
      idle: 'Ein Gerät wurde abgemeldet, weil es lange nicht verwendet wurde',
      token_revoked: 'Eine App hat ihre Sitzung beendet',
      other: 'Eine Sitzung wurde beendet',
    },
    'session.others_ended': 'Sie haben alle anderen Geräte abgemeldet',
    'token.revoked': 'Eine App hat ihren Zugriff aufgegeben',
    'grant.started': 'Sie haben sich mit diesem Konto bei einer App angemeldet',
    'grant.code_replayed':
      'Jemand hat eine Kopie dessen verwendet, womit sich eine App anmeldet. Deshalb haben wir ihren Zugriff beendet',
    'consent.given': 'Sie haben einer App erlaubt, Ihr Konto zu verwenden',
    'consent.withdrawn': 'Sie haben einer App die Erlaubnis entzogen',
    'session.sign_in_failed': 'Jemand hat ein falsches Passwort eingegeben',
    'session.refresh_token_reused':
      'Jemand hat eine Kopie einer Ihrer Sitzungen verwendet, deshalb haben wir diese Sitzung beendet',
    'password.changed': 'Sie haben Ihr Passwort geändert',
    'password.reset_asked': 'Jemand hat eine E-Mail für ein neues Passwort angefordert',
    'password.reset': 'Sie haben mit unserer E-Mail ein neues Passwort gewählt',
    'password.found_in_breach': 'Ihr Passwort steht auf einer Liste bekannt gewordener Passwörter',
    'password.breach_check_failed':
      'Wir konnten Ihr Passwort nicht mit bekannt gewordenen Passwörtern vergleichen',
    'account.locked':
      'Zu oft ein falsches Passwort, deshalb haben wir Ihr Konto eine Zeit lang gesperrt',
    'account.unlocked': 'Sie haben Ihr Konto entsperrt',
    'account.tries_used_up':
      'Zu oft ein falscher Code, deshalb haben wir Ihr Konto eine Zeit lang gesperrt',
    'second_factor.failed': {
      code: 'Jemand mit Ihrem Passwort hat einen falschen Code eingegeben',
      password: 'Jemand mit einem Code aus Ihrem Postfach hat ein falsches Passwort eingegeben',
      other: 'Jemand ist am zweiten Schritt gescheitert',
    },
    'second_factor.enabled': 'Sie haben Codes per E-Mail als zweiten Schritt eingeschaltet',
    'second_factor.disabled': 'Sie haben Codes per E-Mail als zweiten Schritt ausgeschaltet',
    'factor.added': {
      totp: 'Sie haben eine Authenticator-App hinzugefügt',
      passkey: 'Sie haben einen Passkey hinzugefügt',
      other: 'Sie haben einen zweiten Schritt hinzugefügt',
    },
    'factor.used': {
      totp: 'Sie haben Ihre Authenticator-App verwendet',
      passkey: 'Sie haben einen Passkey verwendet',
      email_otp: 'Sie haben einen Code aus einer E-Mail verwendet',
      other: 'Sie haben einen zweiten Schritt verwendet',
    },
    'factor.removed': {
      totp: 'Sie haben eine Authenticator-App entfernt',
      passkey: 'Sie haben einen Passkey entfernt',
      other: 'Sie haben einen zweiten Schritt entfernt',
    },
    'factor.change_undone':
      'Eine Änderung an Ihrem zweiten Schritt wurde per E-Mail zurückgenommen',
    'factor.removal_asked':
      'Mit einem Link aus einer E-Mail wurde verlangt, einen zweiten Schritt zu entfernen',
    'factor.removal_cancelled': 'Sie haben verhindert, dass Ihr zweiter Schritt entfernt wird',
    'recovery_code.used': 'Sie haben einen Wiederherstellungscode verwendet',
    'recovery_codes.replaced': 'Sie haben neue Wiederherstellungscodes erstellt',
    'factor.counter_went_back':
      'Es wurde ein Passkey verwendet, der eine Kopie von Ihrem sein könnte',
    'identity.connected': 'Sie haben ein anderes Ihrer Konten zum Anmelden verbunden',
    'identity.disconnected': 'Sie haben ein Konto getrennt, mit dem Sie sich angemeldet haben',
    'identity.refused': 'Eine Anmeldung mit einem verbundenen Konto wurde abgelehnt',
    'user.profile_changed': 'Sie haben Ihr Profil geändert',
    'email.change_asked': 'Sie wollten Ihre E-Mail-Adresse ändern',
    'email.changed': 'Sie haben Ihre E-Mail-Adresse geändert',
    'email.change_undone': 'Eine Änderung Ihrer E-Mail-Adresse wurde per E-Mail zurückgenommen',
    'account.exported': 'Sie haben Ihre Daten heruntergeladen',
    'password.reset_forced': {
      administrator:
        'Ihr Passwort wurde von der Verwaltung entfernt, und wir haben Ihnen einen Link per E-Mail gesendet',
      other:
        'Wir haben Ihr Passwort entfernt und Ihnen per E-Mail einen Link für ein neues gesendet',
    },
    'admin.locked': 'Ihr Konto wurde von der Verwaltung eine Zeit lang gesperrt',
    'admin.unlocked': 'Ihr Konto wurde von der Verwaltung entsperrt',
    'admin.disabled': 'Ihr Konto wurde von der Verwaltung geschlossen',
    'admin.enabled': 'Ihr Konto wurde von der Verwaltung wieder geöffnet',
    'admin.email_verified': 'Ihre E-Mail-Adresse wurde von der Verwaltung bestätigt',
    'admin.sessions_ended': 'Alle Ihre Geräte wurden von der Verwaltung abgemeldet',
    'admin.roles_changed': 'Ihre Rechte wurden von der Verwaltung geändert',
    'admin.factor_removal_asked': 'Die Verwaltung hat verlangt, Ihren zweiten Schritt zu entfernen',
    'admin.factor_removal_cancelled':
      'Die Verwaltung hat das Entfernen Ihres zweiten Schritts gestoppt',
    'admin.factors_removed': 'Ihr zweiter Schritt wurde auf Verlangen der Verwaltung entfernt',
    'admin.reconciled': 'Wir haben die Aufzeichnungen Ihres Kontos in Ordnung gebracht',
  },
  secure: {
    ask: 'Waren Sie etwas davon nicht?',
    what: 'Wir melden alle anderen Geräte ab und bitten Sie um ein neues Passwort.',
    open: 'Mein Konto sichern',
    title: 'Konto sichern',
    why: 'Tun Sie das, wenn Sie etwas sehen, das Sie nicht waren. Es sind zwei Schritte:',
    first:
      'Wir melden alle Geräte außer diesem ab. Wer sonst noch angemeldet ist, muss sich neu anmelden.',
    second: 'Sie wählen ein neues Passwort, mit dem alten kommt dann niemand mehr hinein.',
    go: 'Andere Geräte abmelden',
    stay: 'Das war ich',
    nextTitle: 'Wählen Sie jetzt ein neues Passwort',
    next: 'Nehmen Sie eines, das Sie nirgends sonst verwenden.',
    nextGo: 'Neues Passwort wählen',
    nextToo:
      'Prüfen Sie danach Ihre Passkeys und Ihren zweiten Schritt, und entfernen Sie, was nicht Ihnen gehört.',
    lookTitle: 'Prüfen Sie jetzt, wie Sie sich anmelden',
    look: 'Sehen Sie Ihre Passkeys und Ihren zweiten Schritt durch, und entfernen Sie, was nicht Ihnen gehört.',
    lookGo: 'Anmeldewege ansehen',
    done: 'Das habe ich getan',
  },
});
