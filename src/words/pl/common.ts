import type { Words } from '../words.ts';

/** Texts that several pages share. */
export const common = (): Words['common'] => ({
  language: 'Język',
  help: 'Pomoc',
  terms: 'Warunki',
  privacy: 'Prywatność',
  skip: 'Przejdź do treści',
  error: 'Błąd',
  errorTitle: (title) => `Błąd: ${title}`,
  // „Rzeczy” is the form of every count from 2 on.
  thingsToMend: (count) => (count === 1 ? 'Jedna rzecz do poprawy' : `${count} rzeczy do poprawy`),
  showPassword: 'Pokaż hasło',
  hidePassword: 'Ukryj hasło',
  show: 'Pokaż',
  hide: 'Ukryj',
  backTo: (app) => `Wróć do usługi ${app}`,
  backToSignIn: 'Wróć do logowania',
  signOut: 'Wyloguj się',
  signedInAs: 'Zalogowane konto:',
  yourAccount: (name) => `Twoje konto: ${name}`,
  cancel: 'Anuluj',
  or: 'lub',
  goOn: 'Dalej',
  goingOn: 'Przekierowujemy Cię z powrotem',
  goingOnTo: (host) =>
    `Przechodzisz na stronę ${host}. Jeśli nic się nie dzieje, naciśnij przycisk.`,
  nothingSaved: 'Wylogowano Cię, więc nic nie zostało zapisane',
  nothingSavedWhy: 'Zaloguj się, a wrócisz w to samo miejsce.',
});
