import type { Words } from '../words.ts';

/** Texts of the pages of an account, and of its profile. */
export const account = (): Words['account'] => ({
  yours: 'Account',
  pages: {
    profile: 'Profiel',
    security: 'Beveiliging',
    sessions: 'Sessies',
    activity: 'Activiteit',
    connections: 'Gekoppelde apps',
    data: 'Je gegevens',
  },
  save: 'Wijzigingen opslaan',
  profile: {
    intro: 'Je naam, en de taal en tijdzone van pagina’s en e-mails.',
    saved: 'Je profiel is opgeslagen',
    about: 'Over jou',
    firstName: 'Voornaam',
    lastName: 'Achternaam',
    displayName: 'Hoe we je noemen',
    displayNameHint: 'Als je dit leeg laat, gebruiken we je voor- en achternaam.',
    timezone: 'Tijdzone',
    timezoneHint: 'In deze tijdzone tonen we tijden op pagina’s en in e-mails.',
    language: 'Taal',
    languageHint: 'In deze taal schrijven we pagina’s en e-mails.',
    languageOfBrowser: 'De taal waar mijn browser om vraagt',
    problems: {
      name: 'Gebruik maximaal 150 tekens, op één regel.',
      timezone: 'Kies een tijdzone uit de lijst.',
      locale: 'Kies een taal uit de lijst.',
    },
  },
  names: {
    title: 'Hoe je inlogt',
    email: 'E-mailadres',
    confirmed: 'Bevestigd',
    notConfirmed: 'Nog niet bevestigd',
    changeEmail: 'E-mailadres wijzigen',
    username: 'Gebruikersnaam',
    noUsername: 'Je hebt er geen. Je logt in met je e-mailadres.',
    changeUsername: 'Gebruikersnaam wijzigen',
    chooseUsername: 'Gebruikersnaam kiezen',
  },
  username: {
    title: 'Je gebruikersnaam wijzigen',
    chooseTitle: 'Een gebruikersnaam kiezen',
    ask: 'Je kunt ermee inloggen in plaats van met je e-mailadres.',
    hint: '3 tot 30 letters, cijfers, punten, koppeltekens of onderstrepingstekens. Als je dit leeg laat, heb je geen gebruikersnaam.',
    saved: 'Je gebruikersnaam is opgeslagen',
    problems: {
      form: 'Gebruik 3 tot 30 letters, cijfers, punten, koppeltekens of onderstrepingstekens, met aan het begin en aan het eind een letter of cijfer.',
      taken: 'Kies een andere gebruikersnaam. Deze is al van iemand anders.',
    },
  },
  email: {
    title: 'Je e-mailadres wijzigen',
    now: 'Je account heeft het adres <b></b>.',
    ask: 'We sturen een link naar het nieuwe adres. Je account verandert pas als je die opent, niet eerder.',
    undo: 'We laten het ook weten aan je huidige adres, met een link waarmee je de wijziging drie dagen lang kunt terugdraaien.',
    newEmail: 'Nieuw e-mailadres',
    password: 'Je wachtwoord',
    send: 'Stuur me een link',
    sent: 'Kijk in de inbox van je nieuwe adres',
    sentWhat: 'We hebben een link gestuurd naar <b></b>. Open die om de wijziging af te ronden.',
    noPassword: 'Stel eerst een wachtwoord in',
    noPasswordWhy:
      'Alleen iemand die je wachtwoord kent, mag je adres wijzigen, en je account heeft er geen.',
    problems: {
      form: 'Vul een volledig e-mailadres in, zoals naam@example.com.',
      unchanged: 'Vul een ander adres in. Dit adres heeft je account al.',
    },
  },
});
