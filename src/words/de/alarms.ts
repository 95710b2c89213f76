import type { Words } from '../words.ts';

/** Texts of: mails about locks, recovery codes, and changes of factors that can be taken back. */
export const alarms = (): Words['alarms'] => ({
  lock: {
    ifYou: 'Wenn Sie das waren, entsperren Sie Ihr Konto jetzt:',
    button: 'Mein Konto entsperren',
    password: {
      subject: (app, span) => `Ihr Konto bei ${app} ist für ${span} gesperrt`,
      text: (where, when, until) =>
        `Jemand hat zu oft hintereinander ein falsches Passwort eingegeben. Der letzte Versuch kam am ${when} von ${where}. Neue Geräte können sich deshalb vorerst nicht anmelden, bis ${until}. Geräte, die Sie schon verwendet haben, sind davon nicht betroffen.`,
    },
    code: {
      subject: (app) => `Zu oft ein falscher Code für Ihr Konto bei ${app}`,
      text: (where, when) =>
        `Jemand hat zu oft einen falschen Code eingegeben. Der letzte Versuch kam am ${when} von ${where}. Bis zu einem Tag lang nehmen wir von neuen Geräten keinen Code an. Geräte, die Sie schon verwendet haben, sind davon nicht betroffen.`,
    },
    wasNotYou:
      'Dann brauchen Sie nichts zu tun: Niemand ist in Ihr Konto gekommen, und die Sperre endet von selbst.',
    secondStep: {
      passwordSubject: (app) => `Zu oft ein falsches Passwort für Ihr Konto bei ${app}`,
      codeSubject: (app) => `Zu oft ein falscher Code für Ihr Konto bei ${app}`,
      password: (where, when) =>
        `Jemand hat bei der Anmeldung in Ihrem Konto den ersten Schritt geschafft und dann zu oft ein falsches Passwort eingegeben. Der letzte Versuch kam am ${when} von ${where}.`,
      code: (where, when) =>
        `Jemand hat bei der Anmeldung in Ihrem Konto den ersten Schritt geschafft und dann zu oft einen falschen Code eingegeben. Der letzte Versuch kam am ${when} von ${where}.`,
      forAWhile:
        'Eine Zeit lang kann sich niemand mit einem neuen Gerät anmelden. Geräte, die Sie schon verwendet haben, sind davon nicht betroffen.',
      shutSubject: (app) => `Neue Geräte können sich in Ihrem Konto bei ${app} nicht mehr anmelden`,
      shut: 'Mit einem neuen Gerät kann sich niemand anmelden, bis Sie Ihr Konto entsperren oder sich auf einem Gerät anmelden, das Sie schon verwendet haben.',
      hadCode:
        'Niemand ist in Ihr Konto gekommen, aber jemand hatte einen Code aus einer unserer E-Mails an Sie. Entsperren Sie Ihr Konto nicht, sondern wählen Sie auf der Seite, die sich öffnet, ein neues Passwort: Auch das entsperrt es.',
      hadPassword:
        'Niemand ist in Ihr Konto gekommen, aber jemand hatte Ihr Passwort. Entsperren Sie Ihr Konto nicht, sondern wählen Sie auf der Seite, die sich öffnet, ein neues Passwort: Auch das entsperrt es.',
    },
  },
  recoveryCode: {
    subject: (app) => `Ein Wiederherstellungscode Ihres Kontos bei ${app} wurde verwendet`,
    text: 'Jemand hat sich mit einem Ihrer Wiederherstellungscodes ausgewiesen. Dieser Code gilt nicht mehr. Wenn Sie das waren, brauchen Sie nichts zu tun.',
    left: (count) =>
      count === 1
        ? 'Sie haben noch einen Wiederherstellungscode.'
        : `Sie haben noch ${count} Wiederherstellungscodes.`,
    few: (count) => {
      if (count === 0)
        return 'Sie haben keinen Wiederherstellungscode mehr. Erstellen Sie jetzt neue, in den Sicherheitseinstellungen Ihres Kontos.';
      return count === 1
        ? 'Sie haben noch einen Wiederherstellungscode. Erstellen Sie jetzt neue, in den Sicherheitseinstellungen Ihres Kontos.'
        : `Sie haben noch ${count} Wiederherstellungscodes. Erstellen Sie jetzt neue, in den Sicherheitseinstellungen Ihres Kontos.`;
    },
    came: (where, when) => `Der Code wurde am ${when} von ${where} verwendet.`,
    wasNotYou:
      'Dann hat jemand Ihre Wiederherstellungscodes und hat den ersten Schritt geschafft. Wählen Sie jetzt ein neues Passwort, damit werden alle auf allen Geräten abgemeldet. Erstellen Sie danach neue Wiederherstellungscodes.',
  },
  factorChange: {
    passkeyAdded: {
      subject: (app) => `Zu Ihrem Konto bei ${app} wurde ein Passkey hinzugefügt`,
      text: (where, when) =>
        `Zu Ihrem Konto wurde ein Passkey hinzugefügt. Die Änderung kam am ${when} von ${where}. Wenn Sie das waren, brauchen Sie nichts zu tun.`,
    },
    passkeyRemoved: {
      subject: (app) => `Aus Ihrem Konto bei ${app} wurde ein Passkey entfernt`,
      text: (where, when) =>
        `Aus Ihrem Konto wurde ein Passkey entfernt. Die Änderung kam am ${when} von ${where}. Wenn Sie das waren, brauchen Sie nichts zu tun.`,
    },
    appAdded: {
      subject: (app) => `Zu Ihrem Konto bei ${app} wurde eine Authenticator-App hinzugefügt`,
      text: (where, when) =>
        `Zu Ihrem Konto wurde eine Authenticator-App hinzugefügt. Die Änderung kam am ${when} von ${where}. Wenn Sie das waren, brauchen Sie nichts zu tun.`,
    },
    appRemoved: {
      subject: (app) => `Aus Ihrem Konto bei ${app} wurde eine Authenticator-App entfernt`,
      text: (where, when) =>
        `Aus Ihrem Konto wurde eine Authenticator-App entfernt. Die Änderung kam am ${when} von ${where}. Wenn Sie das waren, brauchen Sie nichts zu tun.`,
    },
    wasNotYou:
      'Dann können Sie die Änderung zurücknehmen. Wir melden alle ab und entfernen alles, womit man sich als Sie ausweisen kann und das seither hinzugefügt wurde. Wählen Sie danach ein neues Passwort.',
    button: 'Änderung zurücknehmen',
    limit: (when) => `Der Link gilt einmal, bis ${when}.`,
  },
  identityChange: {
    connected: {
      subject: (provider, app) => `${provider} wurde mit Ihrem Konto bei ${app} verbunden`,
      text: (provider, where, when) =>
        `Mit ${provider} kann man sich jetzt in Ihrem Konto anmelden. Die Änderung kam am ${when} von ${where}. Wenn Sie das waren, brauchen Sie nichts zu tun.`,
    },
    disconnected: {
      subject: (provider, app) => `${provider} wurde von Ihrem Konto bei ${app} getrennt`,
      text: (provider, where, when) =>
        `Mit ${provider} kann man sich nicht mehr in Ihrem Konto anmelden. Die Änderung kam am ${when} von ${where}. Wenn Sie das waren, brauchen Sie nichts zu tun.`,
    },
  },
  removal: {
    subject: (app) => `Die Anmeldung in zwei Schritten bei ${app} soll entfernt werden`,
    byAdministrator: {
      what: (when, due) =>
        `Am ${when} wurde die Verwaltung gebeten, die Passkeys, Authenticator-Apps und Wiederherstellungscodes Ihres Kontos zu entfernen, weil sie verloren sind. Das geschieht nach dieser Frist, und dabei werden alle abgemeldet: ${due}.`,
      ifYou: 'Wenn Sie darum gebeten haben, warten Sie bis dahin, und melden Sie sich ohne sie an.',
      ifNot:
        'Wenn nicht, möchte vielleicht jemand in Ihr Konto kommen. Melden Sie sich mit einem davon an, dann wird nichts entfernt, oder brechen Sie es hier ab:',
    },
    byLink: {
      what: (where, when, due) =>
        `Am ${when} hat jemand mit ${where} einen Link aus einer unserer E-Mails an Sie verwendet: Damit wird zurückgenommen, dass ein Passkey oder eine Authenticator-App hinzugefügt wurde. Es bliebe nichts anderes übrig, deshalb geschieht das erst nach dieser Frist: ${due}. Alle wurden abgemeldet.`,
      ifYou:
        'Wenn Sie das waren, warten Sie bis dahin, und melden Sie sich dann ohne dieses Gerät an.',
      ifNot:
        'Wenn nicht, kann jemand Ihre E-Mails lesen. Melden Sie sich mit Ihrem Passkey, Ihrer Authenticator-App oder einem Wiederherstellungscode an, dann wird nichts entfernt, oder brechen Sie es hier ab:',
    },
    button: 'Anmeldung in zwei Schritten behalten',
  },
});
