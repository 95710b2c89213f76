import type { Words } from '../words.ts';

/** Texts of: the pages of mailed links. */
export const links = (): Words['links'] => ({
  dead: 'Deze link werkt niet meer',
  sendNew: 'Nieuwe link sturen',
  signIn: 'Inloggen',
  toAccount: 'Naar je account',
  newPassword: 'Nieuw wachtwoord kiezen',
  unlock: {
    title: 'Je account ontgrendelen',
    what: 'Iemand heeft te vaak een verkeerd wachtwoord of een verkeerde code ingevuld, daarom hebben we je account een tijdje vergrendeld.',
    more: 'Was jij het? Ontgrendel het dan nu. Was jij het niet? Laat het dan vergrendeld: het gaat vanzelf weer open.',
    secondStep: {
      what: 'Iemand is voorbij de eerste stap van het inloggen op je account gekomen en heeft daarna te vaak een verkeerd wachtwoord of een verkeerde code ingevuld, daarom hebben we het voor nieuwe apparaten vergrendeld.',
      more: 'Was jij het? Ontgrendel het dan nu. Was jij het niet? Kies dan een nieuw wachtwoord: ook dat ontgrendelt je account.',
    },
    button: 'Mijn account ontgrendelen',
    done: 'Je account is ontgrendeld',
    doneWhat: 'Je kunt weer inloggen.',
    deadWhy:
      'De link is al gebruikt, of je account is niet meer vergrendeld. Probeer in te loggen: als het nog vergrendeld is, sturen we je een nieuwe link.',
  },
  changeEmail: {
    title: 'Je nieuwe e-mailadres bevestigen',
    what: (email) => `Gebruik <b>${email}</b> voor je account en log er voortaan mee in.`,
    more: (email) => `Dit adres vervangt <b>${email}</b>.`,
    button: 'Dit adres gebruiken',
    done: 'Je e-mailadres is gewijzigd',
    doneWhat: 'Gebruik het nieuwe adres wanneer je de volgende keer inlogt.',
    deadWhy:
      'De link is al gebruikt of verlopen, of de wijziging is teruggedraaid. Wil je je e-mailadres nog wijzigen? Begin dan opnieuw vanuit je account.',
  },
  undoEmailChange: {
    title: 'Je e-mailadres behouden',
    what: (email) =>
      `Heeft iemand anders het adres van je account gewijzigd? We kunnen <b>${email}</b> terugzetten.`,
    more: 'We loggen dan iedereen uit, verwijderen wat diegene aan je account heeft toegevoegd en sturen je een link om een nieuw wachtwoord te kiezen.',
    button: 'Dit adres behouden',
    done: 'Je account houdt zijn adres',
    doneWhat:
      'Iedereen is uitgelogd. Kijk in je inbox: we sturen je een link om een nieuw wachtwoord te kiezen.',
    deadWhy:
      'De link is al gebruikt of verlopen, of het adres hoort nu bij een ander account. Probeer in te loggen om te zien hoe het ervoor staat.',
  },
  undoFactorChange: {
    title: 'De wijziging terugdraaien',
    what: 'Heeft iemand anders gewijzigd hoe je op je account kunt inloggen? Druk op de knop om terug te draaien wat is toegevoegd of verwijderd.',
    more: 'We loggen dan iedereen uit.',
    password: {
      label: 'Je wachtwoord van vóór de wijziging',
      hint: 'Zonder dat wachtwoord duurt het 24 uur om je enige passkey of authenticator-app te verwijderen.',
      wrong: 'Vul het wachtwoord in dat je vóór de wijziging had, of laat dit leeg.',
    },
    button: 'Terugdraaien',
    done: 'De wijziging is teruggedraaid',
    waits: 'De wijziging wordt teruggedraaid',
    signedOut: 'Iedereen is uitgelogd.',
    newPassword:
      'Kies een nieuw wachtwoord: wie de wijziging heeft gemaakt, kent misschien het oude.',
    checkCodes: 'Controleer je herstelcodes.',
    waitsWhy:
      'Er zou geen andere passkey of authenticator-app overblijven, daarom wachten we met terugdraaien.',
    waitsKnow:
      'Weet je het wachtwoord van vóór de wijziging? Open de link dan opnieuw en vul het in voordat je een nieuw kiest: daarmee wordt de wijziging meteen teruggedraaid.',
    waitsWhat: (at) =>
      `Op ${at} verwijderen we wat is toegevoegd, tenzij iemand er voor die tijd mee inlogt.`,
    deadWhy: 'De link is al gebruikt of verlopen. Log in om te zien hoe je account is beveiligd.',
  },
  cancelRemoval: {
    title: 'Tweestapsverificatie behouden',
    what: 'Iemand heeft gevraagd passkeys, authenticator-apps of herstelcodes van je account te verwijderen.',
    more: 'Druk op de knop om ze te behouden.',
    button: 'Behouden',
    done: 'Er wordt niets verwijderd',
    doneWhat: 'Log in zoals eerst.',
    deadWhy:
      'De link is al gebruikt of verlopen, of het verwijderen is al gebeurd. Log in om te zien hoe je account is beveiligd.',
  },
});
