import type { Words } from '../words.ts';

/** Texts of: errors that a whole page is about, limits, `/`. */
export const errors = (): Words['errors'] => ({
  cookiesOff: 'Je browser heeft onze cookie niet gestuurd',
  cookiesOffWhy:
    'We hebben één cookie nodig om te weten dat dit formulier van jou is. Sta cookies voor deze site toe in de instellingen van je browser en open de pagina daarna opnieuw.',
  outOfDate: 'Deze pagina is verouderd',
  outOfDateWhy:
    'Misschien heb je in een ander tabblad in- of uitgelogd, of stond de pagina lang open. Open de pagina opnieuw en ga vanaf daar verder.',
  nothingChanged: 'Er is niets gewijzigd',
  openAgain: 'Pagina opnieuw openen',
  tooMany: 'Te veel pogingen',
  tooManyWhy: (wait) =>
    `Er zijn te veel verzoeken gekomen van jou of je netwerk. Probeer het over ${wait} opnieuw.`,
  notFound: 'We kunnen die pagina niet vinden',
  notFoundWhy:
    'Misschien is het adres verkeerd getypt of is de pagina verplaatst. Heb je een link uit een e-mail gevolgd? Open de e-mail dan opnieuw en gebruik de hele link.',
  notAllowed: 'Je kunt deze pagina niet openen',
  notAllowedWhy:
    'Je account mag de pagina niet zien, of die kan niet op deze manier worden geopend.',
  signInFirst: 'Log eerst in',
  signInFirstWhy: 'Deze pagina is voor mensen die zijn ingelogd.',
  refused: 'Dat is niet gelukt',
  refusedWhy:
    'Je browser heeft iets anders gestuurd dan deze pagina verwacht. Open de pagina opnieuw.',
  busy: 'Dat lukt nu even niet',
  busyWhy:
    'Een deel van onze dienst reageert niet. Er is niets verloren: probeer het over een paar seconden opnieuw.',
  fault: 'Er is bij ons iets misgegaan',
  faultWhy: 'We weten ervan. Probeer het over een paar minuten opnieuw.',
  root: {
    title: (app) => `Je ${app}-account`,
    what: 'Hier log je in en beheer je je account: wachtwoord, passkeys, apparaten en gegevens.',
    signIn: 'Inloggen',
    signUp: 'Account maken',
    developers: 'Voor ontwikkelaars',
    documents:
      'Deze dienst heeft een API. <docs>Probeer die uit in de browser</docs>, lees de <reference>referentie</reference> of gebruik het <schema>OpenAPI-document</schema>.',
    collections:
      'Dezelfde verzoeken zijn er voor <postman>Postman</postman> en als <http>.http-bestand</http>.',
  },
  toAccount: 'Naar je account',
  toSignIn: 'Naar inloggen',
  tryAgain: 'Opnieuw proberen',
  quote: 'Kom je er niet uit? <help>Vraag om hulp</help> en vermeld <id>de ID</id>.',
  quoteAlone: 'Vermeld <id>de ID</id> als je om hulp vraagt.',
});
