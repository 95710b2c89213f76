import type { Words } from '../words.ts';

/** Texts of: mails that tell somebody what happened to their account. */
export const notices = (): Words['notices'] => ({
  new_device: {
    subject: (app) => `Neue Anmeldung in Ihrem Konto bei ${app}`,
    text: 'Jemand hat sich in Ihrem Konto angemeldet, auf einem Gerät oder aus einem Land, das wir noch nicht kennen. Wenn Sie das waren, brauchen Sie nichts zu tun.',
    came: (where, when) => `Die Anmeldung kam am ${when} von ${where}.`,
    wasNotYou:
      'Dann wählen Sie jetzt ein neues Passwort. Damit werden alle abgemeldet, auf allen Geräten.',
  },
  refresh_token_reused: {
    subject: (app) => `Wir haben eine Sitzung Ihres Kontos bei ${app} beendet`,
    text: 'Ein veralteter Schlüssel einer Ihrer Sitzungen wurde noch einmal verwendet. Vielleicht hat ihn jemand kopiert. Zur Sicherheit haben wir diese Sitzung beendet, und eines Ihrer Geräte bittet Sie vielleicht, sich neu anzumelden. Ihre anderen Sitzungen laufen weiter.',
    came: (where, when) => `Der veraltete Schlüssel wurde am ${when} von ${where} verwendet.`,
    wasNotYou:
      'Wenn Sie dieses Gerät oder diesen Ort nicht kennen, wählen Sie ein neues Passwort. Damit werden alle abgemeldet, auf allen Geräten.',
  },
  password_known: {
    subject: (app) => `Jemand kennt Ihr Passwort für ${app}`,
    text: 'Jemand hat Ihr Passwort eingegeben, ist aber am zweiten Schritt gescheitert und nicht in Ihr Konto gekommen. Wenn Sie das waren, brauchen Sie nichts zu tun.',
    came: (where, when) => `Der Versuch kam am ${when} von ${where}.`,
    wasNotYou:
      'Dann kennt jemand Ihr Passwort. Wählen Sie jetzt ein neues. Damit werden alle abgemeldet, auf allen Geräten.',
  },
  mailbox_known: {
    subject: (app) => `Jemand hat einen Code verwendet, den ${app} Ihnen gesendet hat`,
    text: 'Jemand hat einen Code oder Link aus einer unserer E-Mails an Sie verwendet, ist aber am zweiten Schritt gescheitert und nicht in Ihr Konto gekommen. Wenn Sie das waren, brauchen Sie nichts zu tun.',
    came: (where, when) => `Der Versuch kam am ${when} von ${where}.`,
    wasNotYou:
      'Dann kann jemand Ihre E-Mails lesen. Ändern Sie zuerst das Passwort Ihres E-Mail-Kontos, und wählen Sie dann hier ein neues.',
  },
  password_changed: {
    subject: (app) => `Ihr Passwort für ${app} wurde geändert`,
    text: 'Jemand, der in Ihrem Konto angemeldet war und Ihr Passwort kannte, hat es geändert. Alle anderen Geräte wurden abgemeldet. Wenn Sie das waren, brauchen Sie nichts zu tun.',
    came: (where, when) => `Die Änderung kam am ${when} von ${where}.`,
    wasNotYou:
      'Dann kennt jetzt jemand anderes Ihr Passwort und Sie nicht. Wählen Sie ein neues, mit einem Link, den wir an diese Adresse senden. Damit werden alle abgemeldet, auf allen Geräten.',
  },
  password_reset: {
    subject: (app) => `Für Ihr Konto bei ${app} wurde ein neues Passwort gewählt`,
    text: 'Jemand hat mit einem Link oder Code, den wir an diese Adresse gesendet haben, ein neues Passwort gewählt. Alle Geräte wurden abgemeldet. Wenn Sie das waren, brauchen Sie nichts zu tun.',
    came: (where, when) => `Das neue Passwort wurde am ${when} von ${where} gewählt.`,
    wasNotYou:
      'Dann kann jemand Ihre E-Mails lesen. Ändern Sie zuerst das Passwort Ihres E-Mail-Kontos, und wählen Sie dann hier ein neues. Damit werden alle abgemeldet, auf allen Geräten.',
  },
  password_breached: {
    subject: (app) => `Zeit für ein neues Passwort für ${app}`,
    text: 'Ihr Passwort steht auf einer Liste von Passwörtern, die anderen Diensten gestohlen wurden, und Angreifer probieren sie überall aus. In Ihrem Konto ist uns kein Missbrauch bekannt. Wählen Sie ein neues Passwort, das Sie nirgends sonst verwenden.',
    came: null,
    wasNotYou: null,
  },
  second_factor_enabled: {
    subject: (app) => `Die Anmeldung in zwei Schritten bei ${app} wurde eingeschaltet`,
    text: 'Von jetzt an senden wir Ihnen einen Code per E-Mail, nachdem Sie Ihr Passwort eingegeben haben. Wenn Sie das eingeschaltet haben, brauchen Sie nichts zu tun.',
    came: (where, when) => `Die Änderung kam am ${when} von ${where}.`,
    wasNotYou:
      'Dann kennt jemand Ihr Passwort. Wählen Sie jetzt ein neues, damit werden alle abgemeldet.',
  },
  second_factor_disabled: {
    subject: (app) => `Die Anmeldung in zwei Schritten bei ${app} wurde ausgeschaltet`,
    text: 'Von jetzt an genügt Ihr Passwort, um sich anzumelden. Wenn Sie das geändert haben, brauchen Sie nichts zu tun.',
    came: (where, when) => `Die Änderung kam am ${when} von ${where}.`,
    wasNotYou:
      'Dann kennt jemand Ihr Passwort. Wählen Sie jetzt ein neues, damit werden alle abgemeldet, und schalten Sie die Anmeldung in zwei Schritten wieder ein.',
  },
  recovery_codes_replaced: {
    subject: (app) => `Neue Wiederherstellungscodes für Ihr Konto bei ${app}`,
    text: 'Jemand, der in Ihrem Konto angemeldet war, hat neue Wiederherstellungscodes erstellt, und die früheren gelten nicht mehr. Wenn Sie das waren, brauchen Sie nichts zu tun.',
    came: (where, when) => `Die Anfrage kam am ${when} von ${where}.`,
    wasNotYou:
      'Dann wählen Sie jetzt ein neues Passwort. Damit werden alle abgemeldet, auf allen Geräten. Erstellen Sie danach neue Wiederherstellungscodes.',
  },
  passkey_copied: {
    subject: (app) => `Vielleicht hat jemand einen Passkey Ihres Kontos bei ${app} kopiert`,
    text: 'Ein Passkey Ihres Kontos wurde mit einem veralteten Zählerstand verwendet, vielleicht gibt es also eine Kopie davon. Wir haben diese Anmeldung abgelehnt. Ihr Passkey funktioniert weiterhin.',
    came: (where, when) => `Der Versuch kam am ${when} von ${where}.`,
    wasNotYou:
      'Dann melden Sie sich auf einem anderen Weg an, entfernen Sie diesen Passkey, und fügen Sie einen neuen hinzu. Wenn das Ihr einziger Weg ist, wählen Sie zuerst ein Passwort.',
  },
  factors_removed: {
    subject: (app) => `Die Anmeldung in zwei Schritten bei ${app} wurde entfernt`,
    text: 'Die Verwaltung hat die Passkeys, Authenticator-Apps und Wiederherstellungscodes Ihres Kontos entfernt und alle abgemeldet, weil sie als verloren gemeldet wurden. Melden Sie sich an, und richten Sie neue ein.',
    came: null,
    wasNotYou:
      'Dann versucht vielleicht jemand, in Ihr Konto zu kommen. Wählen Sie jetzt ein neues Passwort, und sagen Sie denen Bescheid, die diesen Dienst betreiben.',
  },
  factor_change_undone: {
    subject: (app) => `Eine Änderung an Ihrer Anmeldung bei ${app} wurde zurückgenommen`,
    text: 'Jemand hat mit einem Link aus einer unserer E-Mails an Sie eine Änderung an Ihrer Anmeldung zurückgenommen. Alle Geräte wurden abgemeldet. Wählen Sie jetzt ein neues Passwort, wenn Sie es seither nicht schon getan haben: Wer die Änderung gemacht hat, kennt vielleicht das alte.',
    came: (where, when) => `Die Anfrage kam am ${when} von ${where}.`,
    wasNotYou:
      'Dann kann jemand Ihre E-Mails lesen. Ändern Sie zuerst das Passwort Ihres E-Mail-Kontos, und wählen Sie dann hier ein neues.',
  },
  factor_removal_stopped: {
    subject: (app) => `Die Anmeldung in zwei Schritten bei ${app} bleibt bestehen`,
    text: 'Passkeys, Authenticator-Apps und Wiederherstellungscodes Ihres Kontos sollten entfernt werden. Sie bleiben: Jemand hat inzwischen nachgewiesen, eines davon zu haben, oder wer um das Entfernen gebeten wurde, gehört nicht mehr zur Verwaltung.',
    came: null,
    wasNotYou:
      'Wenn Sie sie verloren haben oder sie Ihnen nicht gehören, sagen Sie denen Bescheid, die diesen Dienst betreiben. Wenn Sie das Entfernen verlangt haben und Ihr Passwort kennen, geben Sie es nach dem Öffnen des Links ein, den Sie verwendet haben: Dann geschieht es sofort.',
  },
});
