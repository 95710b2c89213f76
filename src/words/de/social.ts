import type { Words } from '../words.ts';

/** Texts of signing in with a provider, and of connecting one to an account. */
export const social = (): Words['social'] => ({
  continueWith: 'Weiter mit <provider></provider>',
  orContinueWith: 'oder weiter mit',
  address: {
    title: 'Ihre E-Mail-Adresse',
    why: '<provider></provider> bürgt nicht für Ihre E-Mail-Adresse. Geben Sie sie ein. Wir senden Ihnen einen Code, um sicherzugehen, dass sie Ihnen gehört.',
    hint: 'Sie müssen dort jetzt E-Mails lesen können.',
    send: 'Code per E-Mail senden',
    haveOne: 'Haben Sie schon ein Konto? <link>Anmelden und verbinden</link>',
    sent: 'Ein Code ist unterwegs an <email></email>.',
  },
  finish: {
    title: 'Ihr Konto erstellen',
    what: 'Wir legen gleich ein Konto für <email></email> an. Sie melden sich dort mit <provider></provider> an.',
  },
  existing: {
    title: 'Sie haben schon ein Konto',
    what: 'Es gibt ein Konto für <email></email>. Es ist noch nicht mit <provider></provider> verbunden.',
    once: 'Melden Sie sich so an, wie Sie es sonst tun. Danach können Sie <provider></provider> verbinden und sich damit anmelden.',
    go: 'Anmelden und verbinden',
  },
  join: {
    title: (provider) => `${provider} verbinden?`,
    named:
      '<identity></identity> bei <provider></provider> wird mit Ihrem Konto <who></who> verbunden.',
    unnamed: 'Ihr Konto bei <provider></provider> wird mit Ihrem Konto <who></who> verbunden.',
    means:
      'Wer sich dort anmelden kann, kann sich dann auch hier anmelden. Verbinden Sie es nur, wenn es Ihnen gehört.',
    go: 'Verbinden',
    dont: 'Nicht verbinden',
    takenTitle: (provider) => `Dieses Konto von ${provider} ist schon in Gebrauch`,
    taken:
      'Es ist hier mit einem anderen Konto verbunden. Trennen Sie es zuerst dort, oder wählen Sie ein anderes.',
    otherTitle: (provider) => `Ein anderes Konto von ${provider} ist verbunden`,
    other: 'Ein Konto kann von jedem Anbieter eines haben. Trennen Sie zuerst das andere.',
    tooManyTitle: 'Es sind zu viele Konten verbunden',
    tooMany: 'Trennen Sie zuerst eines davon.',
    unverifiedTitle: 'Bestätigen Sie zuerst Ihre E-Mail-Adresse',
    unverified:
      'Öffnen Sie den Link, den wir Ihnen bei der Registrierung gesendet haben. Danach können Sie dies verbinden.',
  },
  connections: {
    title: 'Wege, sich anzumelden',
    intro: 'Mit diesen Konten, die Sie anderswo haben, können Sie sich hier anmelden.',
    since: (when) => `Verbunden am ${when}.`,
    lastUsed: (when) => `Zuletzt verwendet: ${when}.`,
    notConnected: 'Nicht verbunden',
    connectTitle: (provider) => `${provider} verbinden`,
    connectWhat:
      'Sie gehen zu <provider></provider> und kommen hierher zurück. Bevor etwas verbunden wird, fragen wir Sie noch einmal.',
    connected: (provider) => `${provider} ist verbunden`,
    connectedMore: 'Ab jetzt können Sie sich damit anmelden.',
    yours: (provider) => `${provider} war schon verbunden`,
    yoursMore: 'Es hat sich nichts geändert.',
    disconnected: (provider) => `${provider} ist getrennt`,
    disconnectedMore: 'Damit kann sich hier niemand mehr anmelden.',
    expired: 'Es gibt nichts zu verbinden',
    expiredMore:
      'Es hat zu lange gedauert oder wurde in einer anderen Sitzung begonnen. Beginnen Sie hier noch einmal.',
  },
  disconnect: {
    title: (provider) => `${provider} trennen?`,
    what: 'Sie können sich dann nicht mehr mit <provider></provider> anmelden. Alle Sitzungen, die damit begonnen haben, enden, außer dieser. Sie können es jederzeit wieder verbinden.',
    go: 'Trennen',
    keep: 'Behalten',
    last: 'Es ist Ihr einziger Weg hinein',
    lastWhy:
      'Ohne <provider></provider> könnten Sie sich nicht mehr anmelden. Legen Sie zuerst ein Passwort fest, oder fügen Sie einen Passkey hinzu.',
    setPassword: 'Passwort festlegen',
    back: 'Zurück',
  },
  notices: {
    refused: (provider) => `${provider} hat Sie nicht angemeldet`,
    refusedMore:
      'Vielleicht haben Sie dort abgebrochen. Versuchen Sie es noch einmal, oder wählen Sie einen anderen Weg.',
    unreachable: (provider) => `${provider} ist gerade nicht erreichbar`,
    unreachableMore:
      'Versuchen Sie es in einer Minute noch einmal, oder wählen Sie einen anderen Weg.',
    invalid: (provider) => `Wir konnten die Antwort von ${provider} nicht prüfen`,
    invalidMore:
      'Es hat sich nichts geändert. Versuchen Sie es noch einmal, oder wählen Sie einen anderen Weg.',
    lost: 'Das hat zu lange gedauert oder wurde in einem anderen Browser begonnen',
    lostMore: 'Es hat sich nichts geändert. Beginnen Sie hier noch einmal.',
  },
});
