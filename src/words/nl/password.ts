import type { Words } from '../words.ts';

/** Texts of: choosing a password. */
export const password = (): Words['password'] => ({
  title: 'Kies een nieuw wachtwoord',
  newPassword: 'Nieuw wachtwoord',
  again: 'Herhaal het nieuwe wachtwoord',
  save: 'Wachtwoord opslaan',
  rules: {
    length: (least) => `Minstens ${least} tekens`,
    lower: 'Een kleine letter',
    upper: 'Een hoofdletter',
    digit: 'Een cijfer',
    symbol: 'Een symbool, zoals ! of ?',
    secret: 'Moeilijk te raden, en op geen enkele lijst met gelekte wachtwoorden',
    history: (count) =>
      count === 1 ? 'Niet je huidige wachtwoord' : `Niet een van je laatste ${count} wachtwoorden`,
  },
  problems: {
    too_short: (least, has) =>
      `Maak het wachtwoord minstens ${least} tekens lang. Het jouwe heeft er ${has}.`,
    too_long: (most) => `Maak het wachtwoord hoogstens ${most} tekens lang.`,
    missing_lowercase: 'Voeg een kleine letter toe aan het wachtwoord.',
    missing_uppercase: 'Voeg een hoofdletter toe aan het wachtwoord.',
    missing_digit: 'Voeg een cijfer toe aan het wachtwoord.',
    missing_symbol: 'Voeg een symbool toe aan het wachtwoord, zoals ! of ?.',
    too_similar: 'Kies een wachtwoord dat minder lijkt op je naam, je adres en onze naam.',
    too_guessable:
      'Maak het wachtwoord langer of gebruik meerdere woorden zonder verband. Het is makkelijk te raden.',
    too_common:
      'Kies een ander wachtwoord. Dit is een van de meest gebruikte, of het begint ermee.',
    keyboard_pattern:
      'Kies een ander wachtwoord. Toetsen die naast elkaar liggen, zijn makkelijk te raden.',
    repeats: 'Kies een ander wachtwoord. Herhaalde tekens helpen weinig.',
    sequence: 'Kies een ander wachtwoord. Reeksen zoals abc of 6543 zijn makkelijk te raden.',
    date: 'Kies een ander wachtwoord. Datums en jaartallen zijn makkelijk te raden.',
    single_word: 'Gebruik meerdere woorden voor het wachtwoord. Eén woord is makkelijk te raden.',
    reused: 'Kies een wachtwoord dat je hier nog niet hebt gebruikt.',
    breached: 'Kies een ander wachtwoord. Dit staat op een lijst met gelekte wachtwoorden.',
    several: 'Kies een wachtwoord dat aan alle regels voldoet.',
    other: 'Kies een ander wachtwoord.',
    missing: 'Vul een wachtwoord in.',
    different: 'Typ twee keer hetzelfde wachtwoord. De twee zijn verschillend.',
  },
  reset: {
    who: (email) =>
      `Dit is voor <b>${email}</b>. Als je het opslaat, loggen we je uit op alle apparaten.`,
    deadWhy:
      'Links voor een wachtwoord werken één keer en kort. Deze is al gebruikt of verlopen. Er is niets veranderd aan je account.',
    saved: 'Je wachtwoord is opgeslagen',
    savedWhat: 'We hebben je overal uitgelogd. Log in met je nieuwe wachtwoord.',
    confirmedFirst:
      'Je e-mailadres is bevestigd. Het eerdere wachtwoord werkt niet meer, dus kies er nu een.',
    usernameGone:
      'Iemand anders heeft intussen je gebruikersnaam gekozen. Je kunt een andere kiezen in je profiel.',
  },
  forgot: {
    title: 'Een nieuw wachtwoord aanvragen',
    what: 'Geef ons je e-mailadres, dan sturen we je een link om een nieuw wachtwoord te kiezen.',
    hint: 'Als er een account is voor dit adres, sturen we een link.',
    send: 'Stuur me een link',
    sentTitle: 'Kijk in je inbox',
    sentTo: (email) =>
      `Als er een account is voor <b>${email}</b>, hebben we daarheen een link gestuurd om een nieuw wachtwoord te kiezen.`,
    sent: 'Als er een account is voor je adres, hebben we daarheen een link gestuurd om een nieuw wachtwoord te kiezen.',
    sentOnce: 'De link werkt één keer en kort. Je kunt deze pagina sluiten.',
    spam: 'Na een paar minuten nog niets? Kijk in je spammap, of stuur de link opnieuw.',
    again: 'Opnieuw sturen',
    otherAddress: 'Ander adres gebruiken',
  },
});
