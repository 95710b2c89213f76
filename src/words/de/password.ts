import type { Words } from '../words.ts';

/** Texts of: choosing a password. */
export const password = (): Words['password'] => ({
  title: 'Neues Passwort wählen',
  newPassword: 'Neues Passwort',
  again: 'Neues Passwort wiederholen',
  save: 'Passwort speichern',
  rules: {
    length: (least) => `Mindestens ${least} Zeichen`,
    lower: 'Ein Kleinbuchstabe',
    upper: 'Ein Großbuchstabe',
    digit: 'Eine Ziffer',
    symbol: 'Ein Sonderzeichen, zum Beispiel ! oder ?',
    secret: 'Schwer zu erraten und auf keiner Liste bekannt gewordener Passwörter',
    history: (count) =>
      count === 1 ? 'Nicht Ihr jetziges Passwort' : `Keines Ihrer letzten ${count} Passwörter`,
  },
  problems: {
    too_short: (least, has) =>
      `Das Passwort braucht mindestens ${least} Zeichen. Ihres hat ${has}.`,
    too_long: (most) => `Das Passwort darf höchstens ${most} Zeichen haben.`,
    missing_lowercase: 'Ergänzen Sie im Passwort einen Kleinbuchstaben.',
    missing_uppercase: 'Ergänzen Sie im Passwort einen Großbuchstaben.',
    missing_digit: 'Ergänzen Sie im Passwort eine Ziffer.',
    missing_symbol: 'Ergänzen Sie im Passwort ein Sonderzeichen, zum Beispiel ! oder ?.',
    too_similar:
      'Wählen Sie ein Passwort, das Ihrem Namen, Ihrer Adresse und unserem Namen weniger ähnelt.',
    too_guessable:
      'Machen Sie das Passwort länger, oder nehmen Sie mehrere Wörter ohne Zusammenhang. Es ist leicht zu erraten.',
    too_common:
      'Wählen Sie ein anderes Passwort. Dieses ist eines der häufigsten oder beginnt mit einem davon.',
    keyboard_pattern:
      'Wählen Sie ein anderes Passwort. Tasten, die nebeneinanderliegen, sind leicht zu erraten.',
    repeats: 'Wählen Sie ein anderes Passwort. Wiederholte Zeichen bringen wenig.',
    sequence: 'Wählen Sie ein anderes Passwort. Folgen wie abc oder 6543 sind leicht zu erraten.',
    date: 'Wählen Sie ein anderes Passwort. Daten und Jahreszahlen sind leicht zu erraten.',
    single_word: 'Nehmen Sie mehrere Wörter für das Passwort. Ein einzelnes ist leicht zu erraten.',
    reused: 'Wählen Sie ein Passwort, das Sie hier noch nicht verwendet haben.',
    breached:
      'Wählen Sie ein anderes Passwort. Dieses steht auf einer Liste bekannt gewordener Passwörter.',
    several: 'Wählen Sie ein Passwort, das alle Regeln erfüllt.',
    other: 'Wählen Sie ein anderes Passwort.',
    missing: 'Geben Sie ein Passwort ein.',
    different: 'Geben Sie zweimal dasselbe Passwort ein. Die beiden sind verschieden.',
  },
  reset: {
    who: (email) =>
      `Das Passwort gilt für <b>${email}</b>. Wenn Sie es speichern, melden wir Sie auf allen Geräten ab.`,
    deadWhy:
      'Links zum Passwort gelten einmal und nur kurze Zeit. Dieser wurde schon verwendet oder ist abgelaufen. An Ihrem Konto hat sich nichts geändert.',
    saved: 'Ihr Passwort ist gespeichert',
    savedWhat: 'Wir haben Sie überall abgemeldet. Melden Sie sich mit dem neuen Passwort an.',
    confirmedFirst:
      'Ihre E-Mail-Adresse ist bestätigt. Das frühere Passwort gilt nicht mehr, wählen Sie deshalb jetzt eines.',
    usernameGone:
      'Ihr Benutzername wurde inzwischen von jemand anderem gewählt. In Ihrem Profil können Sie sich einen anderen aussuchen.',
  },
  forgot: {
    title: 'Neues Passwort anfordern',
    what: 'Nennen Sie uns Ihre E-Mail-Adresse, dann senden wir Ihnen einen Link, mit dem Sie ein neues Passwort wählen.',
    hint: 'Wenn es ein Konto für diese Adresse gibt, senden wir einen Link.',
    send: 'Link senden',
    sentTitle: 'Sehen Sie in Ihr Postfach',
    sentTo: (email) =>
      `Wenn es ein Konto für <b>${email}</b> gibt, haben wir dorthin einen Link gesendet, mit dem Sie ein neues Passwort wählen.`,
    sent: 'Wenn es ein Konto für Ihre Adresse gibt, haben wir dorthin einen Link gesendet, mit dem Sie ein neues Passwort wählen.',
    sentOnce: 'Der Link gilt einmal und nur kurze Zeit. Sie können diese Seite schließen.',
    spam: 'Ist nach ein paar Minuten nichts angekommen? Sehen Sie im Spam-Ordner nach, oder senden Sie ihn noch einmal.',
    again: 'Noch einmal senden',
    otherAddress: 'Andere Adresse verwenden',
  },
});
