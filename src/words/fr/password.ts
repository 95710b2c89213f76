import type { Words } from '../words.ts';

/** Texts of: choosing a password. */
export const password = (): Words['password'] => ({
  title: 'Choisissez un nouveau mot de passe',
  newPassword: 'Nouveau mot de passe',
  again: 'Nouveau mot de passe, encore une fois',
  save: 'Enregistrer le mot de passe',
  rules: {
    length: (least) => (least < 2 ? `Au moins ${least} caractère` : `Au moins ${least} caractères`),
    lower: 'Une lettre minuscule',
    upper: 'Une lettre majuscule',
    digit: 'Un chiffre',
    symbol: 'Un symbole, comme « ! » ou « ? »',
    secret: 'Difficile à deviner, et dans aucune liste de mots de passe divulgués',
    history: (count) =>
      count < 2
        ? 'Différent de votre mot de passe actuel'
        : `Différent de vos ${count} derniers mots de passe`,
  },
  problems: {
    too_short: (least, has) =>
      `Le mot de passe doit comporter au moins ${least} caractères. Le vôtre en a ${has}.`,
    too_long: (most) => `Le mot de passe doit comporter au plus ${most} caractères.`,
    missing_lowercase: 'Ajoutez une lettre minuscule au mot de passe.',
    missing_uppercase: 'Ajoutez une lettre majuscule au mot de passe.',
    missing_digit: 'Ajoutez un chiffre au mot de passe.',
    missing_symbol: 'Ajoutez un symbole au mot de passe, comme « ! » ou « ? ».',
    too_similar:
      'Choisissez un mot de passe plus éloigné de votre nom, de votre adresse et de notre nom.',
    too_guessable:
      'Allongez le mot de passe, ou utilisez plusieurs mots sans rapport entre eux. Il est facile à deviner.',
    too_common:
      'Choisissez un autre mot de passe. Celui-ci est l’un des plus courants, ou commence par l’un d’eux.',
    keyboard_pattern:
      'Choisissez un autre mot de passe. Des touches voisines sont faciles à deviner.',
    repeats: 'Choisissez un autre mot de passe. Répéter des caractères n’apporte pas grand-chose.',
    sequence:
      'Choisissez un autre mot de passe. Les suites comme abc ou 6543 sont faciles à deviner.',
    date: 'Choisissez un autre mot de passe. Les dates et les années sont faciles à deviner.',
    single_word: 'Utilisez plusieurs mots pour le mot de passe. Un seul mot est facile à deviner.',
    reused: 'Choisissez un mot de passe que vous n’avez jamais utilisé ici.',
    breached:
      'Choisissez un autre mot de passe. Celui-ci figure dans une liste de mots de passe divulgués.',
    several: 'Choisissez un mot de passe qui respecte toutes les règles.',
    other: 'Choisissez un autre mot de passe.',
    missing: 'Saisissez un mot de passe.',
    different: 'Saisissez deux fois le même mot de passe. Les deux sont différents.',
  },
  reset: {
    who: (email) =>
      `Pour <b>${email}</b>. À l’enregistrement, nous fermerons votre session sur tous les appareils.`,
    deadWhy:
      'Les liens de mot de passe fonctionnent une seule fois et peu de temps. Celui-ci a déjà été utilisé ou a expiré. Rien n’a été modifié sur votre compte.',
    saved: 'Votre mot de passe est enregistré',
    savedWhat:
      'Nous avons fermé votre session partout. Connectez-vous avec votre nouveau mot de passe.',
    confirmedFirst:
      'Votre adresse e-mail est confirmée. L’ancien mot de passe ne fonctionne plus : choisissez-en un maintenant.',
    usernameGone:
      'Entre-temps, quelqu’un d’autre a pris votre nom d’utilisateur. Vous pouvez en choisir un autre dans votre profil.',
  },
  forgot: {
    title: 'Obtenir un nouveau mot de passe',
    what: 'Indiquez votre adresse e-mail, et nous vous enverrons un lien pour choisir un nouveau mot de passe.',
    hint: 'S’il existe un compte pour cette adresse, nous enverrons un lien.',
    send: 'Recevoir un lien',
    sentTitle: 'Consultez votre boîte de réception',
    sentTo: (email) =>
      `S’il existe un compte pour <b>${email}</b>, nous y avons envoyé un lien pour choisir un nouveau mot de passe.`,
    sent: 'S’il existe un compte pour votre adresse, nous y avons envoyé un lien pour choisir un nouveau mot de passe.',
    sentOnce: 'Le lien fonctionne une seule fois et peu de temps. Vous pouvez fermer cette page.',
    spam: 'Rien reçu après quelques minutes ? Regardez dans votre dossier de courrier indésirable, ou renvoyez l’e-mail.',
    again: 'Renvoyer l’e-mail',
    otherAddress: 'Utiliser une autre adresse',
  },
});
