import type { Words } from '../words.ts';

/** Texts of connections, of downloading and of erasing an account. */
export const data = (): Words['data'] => ({
  connections: {
    none: 'Geen enkele app kan je account gebruiken',
    what: 'Als je een app je naam of e-mailadres laat gebruiken, staat die hier.',
    activity: 'Bekijk bij <activity>Activiteit</activity> wat er met je account is gebeurd.',
  },
  intro: 'Je gegevens zijn van jou: maak een kopie, of vertrek en neem alles mee.',
  download: {
    title: 'Je gegevens downloaden',
    what: 'Alles wat we over je bewaren, in één bestand: je profiel, hoe je inlogt, je apparaten en je activiteit. Het is een JSON-bestand, dat andere diensten kunnen lezen.',
    proof: 'We vragen je eerst te bevestigen dat jij het bent.',
    go: 'Mijn gegevens downloaden',
    ready: 'Bedankt. Je kunt je gegevens nu downloaden.',
  },
  erase: {
    title: 'Je account wissen',
    what: 'Je account verdwijnt voorgoed, met alles wat erin staat.',
    open: 'Mijn account wissen',
    consequences: 'Dit gebeurt meteen en kan niet ongedaan worden gemaakt:',
    sessions: 'Je wordt op alle apparaten uitgelogd.',
    profile: 'Je profiel, wachtwoord, passkeys en herstelcodes worden verwijderd.',
    apps: (app) =>
      `Je kunt niet meer inloggen bij ${app}, en ook niet op plekken waar je dit account gebruikte.`,
    records:
      'Gegevens over wat er is gebeurd, blijven nog een tijd bewaard, zonder iets wat naar jou verwijst.',
    address: 'We sturen een laatste e-mail naar <email></email>.',
    copy: 'Wil je eerst een kopie? <download>Download je gegevens</download>.',
    sure: 'Ik begrijp dat mijn account niet kan worden hersteld',
    sureMissing: 'Zet een vinkje om door te gaan: wissen kan niet ongedaan worden gemaakt.',
    password: 'Je wachtwoord',
    passwordMissing: 'Vul je wachtwoord in.',
    passwordWrong: 'Dat is niet je wachtwoord. Vul het opnieuw in.',
    locked: 'Te veel verkeerde wachtwoorden',
    lockedWhat: (span) =>
      `Wacht ${span} en probeer het dan opnieuw. Er is niets veranderd aan je account.`,
    last: 'Je bent de laatste beheerder',
    lastWhat: 'Maak eerst iemand anders beheerder en wis daarna je account.',
    keep: 'Mijn account behouden',
  },
  goodbye: {
    title: 'Je account is gewist',
    what: 'Je bent overal uitgelogd, en alles in je account is verwijderd.',
    again: 'Je kunt een nieuw account maken wanneer je maar wilt.',
    signUp: 'Nieuw account maken',
  },
});
