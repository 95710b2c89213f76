import type { Words } from '../words.ts';

/** Texts of: mails that tell somebody what happened to their account. */
export const notices = (): Words['notices'] => ({
  new_device: {
    subject: (app) => `Nieuwe login op je ${app}-account`,
    text: 'Iemand heeft op je account ingelogd vanaf een apparaat of land dat we nog niet kenden. Was jij het? Dan kun je deze e-mail negeren.',
    came: (where, when) => `Er is ingelogd met ${where}, op ${when}.`,
    wasNotYou: 'Kies nu een nieuw wachtwoord. Daarmee wordt iedereen uitgelogd, op alle apparaten.',
  },
  refresh_token_reused: {
    subject: (app) => `We hebben een sessie van je ${app}-account beëindigd`,
    text: 'Een verouderde sleutel van een van je sessies is opnieuw gebruikt, dus misschien heeft iemand die gekopieerd. Voor de zekerheid hebben we die sessie beëindigd. Een van je apparaten kan je vragen om opnieuw in te loggen. Met je andere sessies is niets aan de hand.',
    came: (where, when) => `De verouderde sleutel is gebruikt met ${where}, op ${when}.`,
    wasNotYou:
      'Herken je dat apparaat of die plaats niet? Kies dan een nieuw wachtwoord. Daarmee wordt iedereen uitgelogd, op alle apparaten.',
  },
  password_known: {
    subject: (app) => `Iemand kent je wachtwoord voor ${app}`,
    text: 'Iemand heeft je wachtwoord ingevuld, maar is niet voorbij de tweede stap gekomen en dus niet binnengekomen. Was jij het? Dan kun je deze e-mail negeren.',
    came: (where, when) => `De poging kwam van ${where}, op ${when}.`,
    wasNotYou:
      'Iemand kent je wachtwoord. Kies nu een nieuw wachtwoord. Daarmee wordt iedereen uitgelogd, op alle apparaten.',
  },
  mailbox_known: {
    subject: (app) => `Iemand heeft een code gebruikt die ${app} je heeft gemaild`,
    text: 'Iemand heeft een code of link gebruikt die we je hebben gemaild, maar is niet voorbij de tweede stap gekomen en dus niet binnengekomen. Was jij het? Dan kun je deze e-mail negeren.',
    came: (where, when) => `De poging kwam van ${where}, op ${when}.`,
    wasNotYou:
      'Iemand kan je e-mail lezen. Wijzig eerst het wachtwoord van je e-mailaccount en kies daarna hier een nieuw wachtwoord.',
  },
  password_changed: {
    subject: (app) => `Je wachtwoord voor ${app} is gewijzigd`,
    text: 'Iemand die was ingelogd op je account en je wachtwoord kende, heeft het gewijzigd. Alle andere apparaten zijn uitgelogd. Heb jij dit gedaan? Dan kun je deze e-mail negeren.',
    came: (where, when) => `De wijziging kwam van ${where}, op ${when}.`,
    wasNotYou:
      'Iemand anders kent nu je wachtwoord, en jij niet. Kies een nieuw wachtwoord via een link die we naar dit adres mailen. Daarmee wordt iedereen uitgelogd, op alle apparaten.',
  },
  password_reset: {
    subject: (app) => `Er is een nieuw wachtwoord ingesteld voor ${app}`,
    text: 'Iemand heeft een nieuw wachtwoord gekozen met een link of code die we naar dit adres hebben gemaild. Alle apparaten zijn uitgelogd. Was jij het? Dan kun je deze e-mail negeren.',
    came: (where, when) => `Het nieuwe wachtwoord is ingesteld met ${where}, op ${when}.`,
    wasNotYou:
      'Iemand kan je e-mail lezen. Wijzig eerst het wachtwoord van je e-mailaccount en kies daarna hier een nieuw wachtwoord. Daarmee wordt iedereen uitgelogd, op alle apparaten.',
  },
  password_breached: {
    subject: (app) => `Het is tijd om je wachtwoord voor ${app} te wijzigen`,
    text: 'Je wachtwoord staat op een lijst met wachtwoorden die bij andere diensten zijn gestolen, en aanvallers proberen die overal uit. We weten van geen misbruik van je account. Kies een nieuw wachtwoord dat je nergens anders gebruikt.',
    came: null,
    wasNotYou: null,
  },
  second_factor_enabled: {
    subject: (app) => `Tweestapsverificatie is ingeschakeld voor je ${app}-account`,
    text: 'Voortaan mailen we je een code nadat je je wachtwoord hebt ingevuld. Heb jij dit gedaan? Dan kun je deze e-mail negeren.',
    came: (where, when) => `De wijziging kwam van ${where}, op ${when}.`,
    wasNotYou: 'Iemand kent je wachtwoord. Kies nu een nieuw wachtwoord om iedereen uit te loggen.',
  },
  second_factor_disabled: {
    subject: (app) => `Tweestapsverificatie is uitgeschakeld voor je ${app}-account`,
    text: 'Voortaan is alleen je wachtwoord genoeg om in te loggen. Heb jij dit gedaan? Dan kun je deze e-mail negeren.',
    came: (where, when) => `De wijziging kwam van ${where}, op ${when}.`,
    wasNotYou:
      'Iemand kent je wachtwoord. Kies nu een nieuw wachtwoord om iedereen uit te loggen en schakel daarna tweestapsverificatie weer in.',
  },
  recovery_codes_replaced: {
    subject: (app) => `Je hebt nieuwe herstelcodes voor je ${app}-account`,
    text: 'Iemand die was ingelogd op je account, heeft nieuwe herstelcodes gemaakt. De oude werken niet meer. Heb jij dit gedaan? Dan kun je deze e-mail negeren.',
    came: (where, when) => `Het verzoek kwam van ${where}, op ${when}.`,
    wasNotYou:
      'Kies nu een nieuw wachtwoord. Daarmee wordt iedereen uitgelogd, op alle apparaten. Maak daarna nieuwe herstelcodes.',
  },
  passkey_copied: {
    subject: (app) => `Misschien heeft iemand een passkey van je ${app}-account gekopieerd`,
    text: 'Een passkey van je account is gebruikt met een verouderde teller, dus misschien bestaat er een kopie van. We hebben die inlogpoging geweigerd. Je passkey werkt nog.',
    came: (where, when) => `De poging kwam van ${where}, op ${when}.`,
    wasNotYou:
      'Log op een andere manier in, verwijder die passkey en voeg een nieuwe toe. Kun je alleen daarmee inloggen? Kies dan eerst een wachtwoord.',
  },
  factors_removed: {
    subject: (app) => `De tweestapsverificatie van je ${app}-account is verwijderd`,
    text: 'Een beheerder heeft de passkeys, authenticator-apps en herstelcodes van je account verwijderd omdat ze als verloren waren gemeld, en heeft iedereen uitgelogd. Log in en stel nieuwe in.',
    came: null,
    wasNotYou:
      'Misschien is iemand bezig je account binnen te komen. Kies nu een nieuw wachtwoord en laat het weten aan de mensen achter deze dienst.',
  },
  factor_change_undone: {
    subject: (app) => `Een wijziging in hoe je inlogt bij ${app} is teruggedraaid`,
    text: 'Iemand heeft een link gebruikt die we je hebben gemaild om een wijziging in hoe je inlogt terug te draaien. Alle apparaten zijn uitgelogd. Kies nu een nieuw wachtwoord, tenzij je dat sindsdien al hebt gedaan: wie de wijziging heeft gemaakt, kent misschien het oude.',
    came: (where, when) => `Het verzoek kwam van ${where}, op ${when}.`,
    wasNotYou:
      'Iemand kan je e-mail lezen. Wijzig eerst het wachtwoord van je e-mailaccount en kies daarna hier een nieuw wachtwoord.',
  },
  factor_removal_stopped: {
    subject: (app) => `De tweestapsverificatie van je ${app}-account blijft`,
    text: 'Passkeys, authenticator-apps en herstelcodes van je account zouden binnenkort worden verwijderd. Ze blijven: iemand heeft sindsdien bewezen een ervan te hebben, of de beheerder die was gevraagd ze te verwijderen, is geen beheerder meer.',
    came: null,
    wasNotYou:
      'Ben je ze kwijt, of zijn ze niet van jou? Laat het dan weten aan de mensen achter deze dienst. Heb je er zelf om gevraagd en weet je je wachtwoord? Dan gaat het meteen via de link die je hebt gebruikt, als je daar je wachtwoord invult.',
  },
});
