import type { Words } from '../words.ts';

/** Texts of: how one signs in, and how one gets back in. */
export const security = (): Words['security'] => ({
  intro: 'Wie Sie sich anmelden, und wie Sie wieder in Ihr Konto kommen.',
  removal: (time) => `Ihr zweiter Schritt wird entfernt, und zwar am ${time}`,
  removalWhat:
    'Jemand hat das verlangt. Wenn Sie Ihren Passkey, Ihre App oder Ihre Wiederherstellungscodes noch haben, verwenden Sie jetzt eines davon, dann wird nichts entfernt.',
  removalStop: 'Nachweisen, dass ich es noch habe',
  back: 'Zurück zur Sicherheit',
  lockedTitle: 'Zu viele Fehlversuche',
  locked: (time) => `Es hat sich nichts geändert. Versuchen Sie es in ${time} noch einmal.`,
  unavailableTitle: 'Das geht im Moment nicht',
  unavailable:
    'Ein Teil unseres Dienstes antwortet nicht. Versuchen Sie es in ein paar Sekunden noch einmal.',
  needed: 'Ihr Konto braucht das',
  neededWhy:
    'Ohne zweiten Schritt können Sie sich nicht anmelden, und das ist Ihr letzter. Fügen Sie zuerst einen anderen hinzu, und entfernen Sie dann diesen.',
  neededHint:
    'Sie können ihn nicht entfernen: Ihr Konto braucht einen zweiten Schritt, und das ist der letzte.',
  codesGo:
    'Das ist Ihr letzter Passkey oder Ihre letzte App, deshalb gelten auch Ihre Wiederherstellungscodes nicht mehr.',
  tooMany: 'Es ist kein Platz mehr',
  tooManyWhy:
    'Mehr davon kann Ihr Konto nicht haben. Entfernen Sie etwas, das Sie nicht mehr verwenden, und kommen Sie dann wieder.',

  password: {
    heading: 'Passwort',
    changedOn: (day) => `Zuletzt geändert am ${day}`,
    neverChanged: 'Das Passwort, das Sie bei der Registrierung gewählt haben',
    none: 'Ihr Konto hat keines. Sie melden sich auf einem anderen Weg an.',
    change: 'Passwort ändern',
    set: 'Passwort einrichten',
    title: 'Passwort ändern',
    ask: 'Wenn Sie es speichern, melden wir Sie auf allen anderen Geräten ab.',
    old: 'Jetziges Passwort',
    forgot: 'Fällt es Ihnen nicht ein? <a>Link für ein neues Passwort anfordern</a>',
    missingOld: 'Geben Sie das Passwort ein, das Sie jetzt haben.',
    wrongOld: 'Das ist nicht Ihr jetziges Passwort. Geben Sie es noch einmal ein.',
    justChanged:
      'Das ist nicht mehr Ihr Passwort: Es wurde gerade eben geändert. Wenn Sie das waren, ist nichts mehr zu tun.',
    changed: 'Ihr Passwort ist geändert.',
    changedWhat: 'Auf allen anderen Geräten sind Sie abgemeldet.',
    setTitle: 'Passwort einrichten',
    setAsk:
      'Wir senden Ihnen einen Link per E-Mail. Öffnen Sie ihn, um ein Passwort zu wählen; danach sind Sie überall abgemeldet.',
    setSend: 'Link senden',
  },

  passkeys: {
    heading: 'Passkeys',
    what: 'Melden Sie sich mit Fingerabdruck, Gesicht oder Displaysperre an. Sie müssen sich nichts merken, und niemand kann ihn mit einer gefälschten Seite stehlen.',
    add: 'Passkey hinzufügen',
    isNew: 'Neu',
    unnamed: 'Passkey',
    synced: 'Auf Ihren Geräten synchronisiert.',
    alone: 'Nur auf einem Gerät oder Schlüssel.',
    notSynced: 'Noch nicht auf anderen Geräten.',
    used: (where, added, used) => `${where} Hinzugefügt am ${added}, zuletzt verwendet: ${used}`,
    unused: (where, added) => `${where} Hinzugefügt am ${added}, noch nicht verwendet`,
    rename: 'Umbenennen',
    remove: 'Entfernen',
    addTitle: 'Passkey hinzufügen',
    addAsk:
      'Ihr Gerät fragt nach Fingerabdruck, Gesicht oder Displaysperre und bewahrt den Passkey für das nächste Mal auf.',
    name: 'Name (freiwillig)',
    nameHint: 'Damit Sie ihn in Ihrer Liste erkennen, zum Beispiel „Laptop im Büro“.',
    addGo: 'Passkey erstellen',
    addWrong:
      'Ihr Gerät hat keinen Passkey erstellt, den wir verwenden können. Es wurde nichts hinzugefügt. Versuchen Sie es noch einmal.',
    added: 'Der Passkey ist hinzugefügt.',
    addedWhat: 'Wählen Sie bei der nächsten Anmeldung „Mit einem Passkey anmelden“.',
    renameTitle: 'Passkey umbenennen',
    newName: 'Name',
    newNameHint: 'Bleibt das Feld leer, heißt er wie sein Modell.',
    nameWrong: 'Verwenden Sie für den Namen höchstens 100 Zeichen, in einer Zeile.',
    renameGo: 'Namen speichern',
    renamed: 'Der Passkey ist umbenannt.',
    removeTitle: 'Diesen Passkey entfernen?',
    removeWhat:
      'Mit <b></b> können Sie sich dann nicht mehr anmelden. Sie können ihn neu hinzufügen.',
    removeGo: 'Passkey entfernen',
    keep: 'Behalten',
    removed: 'Der Passkey ist entfernt.',
    removedWhat: 'Sie können sich damit nicht mehr anmelden.',
  },

  totp: {
    heading: 'Authenticator-App',
    what: 'Nach Ihrem Passwort fragen wir nach einem sechsstelligen Code aus einer App wie 1Password, Google Authenticator oder Aegis.',
    off: 'Aus',
    setUp: 'App einrichten',
    setUpMore: 'Weitere App einrichten',
    unnamed: 'Authenticator-App',
    used: (added, used) => `Hinzugefügt am ${added}, zuletzt verwendet: ${used}`,
    unused: (added) => `Hinzugefügt am ${added}, noch nicht verwendet`,
    remove: 'Entfernen',
    title: 'Authenticator-App einrichten',
    begin:
      'Sie brauchen eine App, die Codes erzeugt. Vielleicht kann das schon der Passwortmanager auf Ihrem Handy.',
    name: 'Name (freiwillig)',
    nameHint: 'Damit Sie sie in Ihrer Liste erkennen, zum Beispiel „Handy“.',
    nameWrong: 'Verwenden Sie für den Namen höchstens 64 Zeichen, in einer Zeile.',
    beginGo: 'Code zum Scannen anzeigen',
    expired: 'Das hat zu lange gedauert',
    expiredWhat:
      'Es wurde nichts eingerichtet. Beginnen Sie noch einmal, und löschen Sie den früheren Eintrag aus Ihrer App.',
    scan: 'Scannen Sie diesen Code mit der App',
    qr: 'QR-Code für Ihre Authenticator-App. Der Schlüssel darunter bewirkt dasselbe.',
    onThisDevice: 'Ist die App auf diesem Gerät? <a>Hier öffnen</a>',
    type: 'Lässt er sich nicht scannen? Geben Sie stattdessen diesen Schlüssel ein',
    code: 'Code, den die App anzeigt',
    codeHint: 'Dafür haben Sie zehn Minuten Zeit. Sie können auch noch einmal beginnen.',
    go: 'Einschalten',
    added: 'Die Authenticator-App ist eingerichtet.',
    addedWhat: 'Von jetzt an fragen wir nach Ihrem Passwort nach ihrem Code.',
    removeTitle: 'Diese App entfernen?',
    removeWhat:
      'Wir fragen nicht mehr nach den Codes von <b></b>. Löschen Sie den Eintrag auch aus der App.',
    removeGo: 'App entfernen',
    keep: 'Behalten',
    removed: 'Die Authenticator-App ist entfernt.',
    removedWhat: 'Wir fragen nicht mehr nach ihren Codes.',
  },

  codes: {
    heading: 'Wiederherstellungscodes',
    left: (count) =>
      count === 1
        ? 'Ein Code ist noch übrig. Jeder gilt einmal.'
        : `${count} Codes sind noch übrig. Jeder gilt einmal.`,
    none: 'Es ist keiner mehr übrig. Erstellen Sie neue, sonst kommen Sie ohne Ihr Handy nicht mehr in Ihr Konto.',
    make: 'Neue Codes erstellen',
    title: 'Neue Wiederherstellungscodes erstellen',
    makeWhat: 'Sie bekommen zehn neue Codes. Die jetzigen gelten sofort nicht mehr.',
    makeGo: 'Neue Codes erstellen',
    missing: 'Richten Sie zuerst einen zweiten Schritt ein',
    missingWhy:
      'Wiederherstellungscodes ersetzen einen verlorenen Passkey oder eine verlorene App, und Ihr Konto hat noch nichts davon.',
    saveTitle: 'Wiederherstellungscodes speichern',
    save: 'Wenn Sie Ihr Handy oder Ihren Schlüssel verlieren, kommen Sie damit wieder in Ihr Konto. Jeder gilt einmal. <b>Wir zeigen sie nur jetzt</b>, bewahren Sie sie deshalb sicher auf.',
    download: 'Herunterladen',
    saved: 'Ich habe diese Codes gespeichert',
    file: (app) => `Wiederherstellungscodes für ${app}. Jeder gilt einmal.`,
  },

  emailCode: {
    heading: 'Code per E-Mail',
    on: 'Ein',
    off: 'Aus',
    isOn: 'Nach Ihrem Passwort senden wir Ihnen einen Code per E-Mail. Eine App oder ein Passkey ist sicherer.',
    isOff:
      'Nach Ihrem Passwort würden wir Ihnen einen Code per E-Mail senden. Eine App oder ein Passkey ist sicherer.',
    turnOn: 'Einschalten',
    turnOff: 'Ausschalten',
    onTitle: 'Code per E-Mail einschalten?',
    onWhat:
      'Wenn Sie sich mit Ihrem Passwort anmelden, senden wir Ihnen einen sechsstelligen Code per E-Mail, den Sie dann eingeben.',
    offTitle: 'Code per E-Mail ausschalten?',
    offWhat:
      'Wenn Sie sich mit Ihrem Passwort anmelden, senden wir Ihnen keinen Code mehr per E-Mail.',
    password: 'Ihr Passwort',
    turnedOn: 'Der Code per E-Mail ist eingeschaltet.',
    turnedOnWhat: 'Nach Ihrem Passwort senden wir Ihnen einen Code.',
    turnedOff: 'Der Code per E-Mail ist ausgeschaltet.',
    turnedOffWhat: 'Nach Ihrem Passwort senden wir Ihnen keinen Code mehr.',
    noPassword: 'Richten Sie zuerst ein Passwort ein',
    noPasswordWhy: 'Der Code folgt auf Ihr Passwort, und Ihr Konto hat keines.',
  },
});
