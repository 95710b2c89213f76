import type { Words } from '../words.ts';

/** Texts of the history of an account. */
export const activity = (): Words['activity'] => ({
  intro: (span, zone) =>
    `Wat er de afgelopen ${span} met je account is gebeurd. Tijdzone: ${zone}.`,
  show: 'Tonen',
  kinds: {
    all: 'Alles',
    sign_ins: 'Inloggen',
    security: 'Wijzigingen in de beveiliging',
    apps: 'Gekoppelde apps',
  },
  today: (day) => `Vandaag, ${day}`,
  yesterday: (day) => `Gisteren, ${day}`,
  older: 'Oudere activiteit tonen',
  latest: 'Nieuwste activiteit tonen',
  nothing: 'Hier is niets',
  nothingWhat: 'In die tijd is er niets van deze soort gebeurd.',
  nothingOlder: 'Dat is alles. Er is niets ouders.',
  newPlace: 'Nieuwe plaats',
  newDevice: 'Nieuw apparaat',
  refused: 'Geweigerd',
  signedInWith: (ways) => `Je hebt ingelogd met ${ways}`,
  confirmedWith: (ways) => `Je hebt met ${ways} bevestigd dat jij het was`,
  wrongPasswords: (count) => {
    if (count === 1) return 'Iemand heeft een verkeerd wachtwoord ingevuld';
    return count === 2
      ? 'Iemand heeft twee keer een verkeerd wachtwoord ingevuld'
      : `Iemand heeft ${count} keer een verkeerd wachtwoord ingevuld`;
  },
  events: {
    'user.registered': {
      administrator: 'Een beheerder heeft je account gemaakt',
      other: 'Je hebt je account gemaakt',
    },
    'user.imported': 'Je account is hierheen verhuisd',
    'user.email_verified': 'Je hebt je e-mailadres bevestigd',
    'session.started': 'Je hebt ingelogd',
    'session.started_from_new_device':
      'Je hebt ingelogd op een nieuw apparaat of vanaf een nieuwe plaats',
    'session.stepped_up': 'Je hebt bevestigd dat jij het was',
    'session.ended': {
      logout: 'Je hebt uitgelogd',
      terminated: 'Je hebt een van je apparaten uitgelogd',
      replaced: 'Je hebt opnieuw ingelogd, waardoor de vorige sessie van die browser is beëindigd',
      idle: 'Een apparaat is uitgelogd omdat het lang niet is gebruikt',
      token_revoked: 'Een app heeft zijn sessie beëindigd',
      other: 'Een sessie is beëindigd',
    },
    'session.others_ended': 'Je hebt al je andere apparaten uitgelogd',
    'token.revoked': 'Een app heeft zijn toegang opgegeven',
    'grant.started': 'Je hebt met dit account bij een app ingelogd',
    'grant.code_replayed':
      'Iemand gebruikte een kopie van wat een app kreeg om in te loggen. Daarom hebben we de toegang van die app beëindigd',
    'consent.given': 'Je hebt een app toegestaan je account te gebruiken',
    'consent.withdrawn': 'Je hebt de toestemming van een app ingetrokken',
    'session.sign_in_failed': 'Iemand heeft een verkeerd wachtwoord ingevuld',
    'session.refresh_token_reused':
      'Iemand heeft een kopie van een van je sessies gebruikt, daarom hebben we die sessie beëindigd',
    'password.changed': 'Je hebt je wachtwoord gewijzigd',
    'password.reset_asked':
      'Iemand heeft een e-mail aangevraagd om een nieuw wachtwoord in te stellen',
    'password.reset':
      'Je hebt een nieuw wachtwoord ingesteld met de e-mail die we je hebben gestuurd',
    'password.found_in_breach':
      'We hebben je wachtwoord gevonden in een lijst met gestolen wachtwoorden',
    'password.breach_check_failed':
      'We konden je wachtwoord niet vergelijken met gestolen wachtwoorden',
    'account.locked':
      'Te veel verkeerde wachtwoorden, daarom hebben we je account een tijdje vergrendeld',
    'account.unlocked': 'Je hebt je account ontgrendeld',
    'account.tries_used_up':
      'Te veel verkeerde codes, daarom hebben we je account een tijdje vergrendeld',
    'second_factor.failed': {
      code: 'Iemand met je wachtwoord heeft een verkeerde code ingevuld',
      password: 'Iemand met een code uit je mailbox heeft een verkeerd wachtwoord ingevuld',
      other: 'Iemand is niet voorbij je tweede stap gekomen',
    },
    'second_factor.enabled': 'Je hebt codes per e-mail ingeschakeld als tweede stap',
    'second_factor.disabled': 'Je hebt codes per e-mail uitgeschakeld als tweede stap',
    'factor.added': {
      totp: 'Je hebt een authenticator-app toegevoegd',
      passkey: 'Je hebt een passkey toegevoegd',
      other: 'Je hebt een tweede stap toegevoegd',
    },
    'factor.used': {
      totp: 'Je hebt je authenticator-app gebruikt',
      passkey: 'Je hebt een passkey gebruikt',
      email_otp: 'Je hebt een code uit een e-mail gebruikt',
      other: 'Je hebt een tweede stap gebruikt',
    },
    'factor.removed': {
      totp: 'Je hebt een authenticator-app verwijderd',
      passkey: 'Je hebt een passkey verwijderd',
      other: 'Je hebt een tweede stap verwijderd',
    },
    'factor.change_undone': 'Een wijziging van je tweede stappen is per e-mail teruggedraaid',
    'factor.removal_asked':
      'Met een link uit een e-mail is gevraagd om een tweede stap te verwijderen',
    'factor.removal_cancelled': 'Je hebt het verwijderen van je tweede stappen tegengehouden',
    'recovery_code.used': 'Je hebt een herstelcode gebruikt',
    'recovery_codes.replaced': 'Je hebt nieuwe herstelcodes gemaakt',
    'factor.counter_went_back':
      'Er is een passkey gebruikt die misschien een kopie is van de jouwe',
    'identity.connected': 'Je hebt een ander account van jou gekoppeld om mee in te loggen',
    'identity.disconnected': 'Je hebt een account losgekoppeld waarmee je inlogde',
    'identity.refused': 'Inloggen met een gekoppeld account is geweigerd',
    'user.profile_changed': 'Je hebt je profiel gewijzigd',
    'email.change_asked': 'Je hebt gevraagd om je e-mailadres te wijzigen',
    'email.changed': 'Je hebt je e-mailadres gewijzigd',
    'email.change_undone': 'Een wijziging van je e-mailadres is per e-mail teruggedraaid',
    'account.exported': 'Je hebt je gegevens gedownload',
    'password.reset_forced': {
      administrator:
        'Een beheerder heeft je wachtwoord verwijderd, en we hebben je een link gemaild',
      other:
        'We hebben je wachtwoord verwijderd en je een link gemaild om een nieuw wachtwoord in te stellen',
    },
    'admin.locked': 'Een beheerder heeft je account een tijdje vergrendeld',
    'admin.unlocked': 'Een beheerder heeft je account ontgrendeld',
    'admin.disabled': 'Een beheerder heeft je account gesloten',
    'admin.enabled': 'Een beheerder heeft je account weer geopend',
    'admin.email_verified': 'Een beheerder heeft je e-mailadres bevestigd',
    'admin.sessions_ended': 'Een beheerder heeft al je apparaten uitgelogd',
    'admin.roles_changed': 'Een beheerder heeft gewijzigd wat je mag doen',
    'admin.factor_removal_asked': 'Een beheerder heeft gevraagd je tweede stappen te verwijderen',
    'admin.factor_removal_cancelled':
      'Een beheerder heeft het verwijderen van je tweede stappen gestopt',
    'admin.factors_removed': 'Je tweede stappen zijn verwijderd, zoals een beheerder had gevraagd',
    'admin.reconciled': 'We hebben de gegevens van je account op orde gebracht',
  },
  secure: {
    ask: 'Zie je iets wat je niet zelf hebt gedaan?',
    what: 'We loggen alle andere apparaten uit en vragen je om een nieuw wachtwoord.',
    open: 'Mijn account beveiligen',
    title: 'Je account beveiligen',
    why: 'Doe dit als je iets ziet wat je niet zelf hebt gedaan. Het gaat in twee stappen:',
    first:
      'We loggen alle apparaten uit, behalve dit. Wie er verder nog in zit, moet opnieuw inloggen.',
    second: 'Je kiest een nieuw wachtwoord, zodat niemand er met het oude nog in komt.',
    go: 'Andere apparaten uitloggen',
    stay: 'Ik was het zelf',
    nextTitle: 'Kies nu een nieuw wachtwoord',
    next: 'Kies een wachtwoord dat je nergens anders gebruikt.',
    nextGo: 'Nieuw wachtwoord kiezen',
    nextToo: 'Bekijk daarna je passkeys en tweede stappen, en verwijder wat niet van jou is.',
    lookTitle: 'Bekijk nu hoe je inlogt',
    look: 'Bekijk je passkeys en tweede stappen, en verwijder wat niet van jou is.',
    lookGo: 'Bekijken hoe ik inlog',
    done: 'Dat heb ik gedaan',
  },
});
