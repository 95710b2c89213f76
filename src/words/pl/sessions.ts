import { createPlural } from '../plural.ts';
import type { Words } from '../words.ts';

const plural = createPlural('pl');

/** Texts of the sessions of an account; devices and places are named here for other pages too. */
export const sessions = (): Words['sessions'] => ({
  intro:
    'Wszystkie urządzenia zalogowane na Twoje konto. Nie rozpoznajesz któregoś? Wyloguj je, a potem <password>zmień hasło</password>.',
  thisDevice: 'To urządzenie',
  twoSteps: 'Dwa etapy',
  lastUsed: (ago) => `Ostatnie użycie: ${ago}.`,
  signedIn: (when) => `Zalogowano ${when}.`,
  signedInWith: (when, ways) => `Zalogowano ${when}. Metoda: ${ways}.`,
  ways: {
    pwd: 'hasło',
    otp: 'kod',
    email: 'link z wiadomości e-mail',
    fed: 'inne Twoje konto',
    hwk: 'klucz dostępu',
  },
  place: (city, country) => `${city}, ${country}`,
  device: {
    browserOn: (browser, os) => `${browser} w systemie ${os}`,
    browser: (browser) => `${browser} w nieznanym systemie`,
    unknownOn: (os) => `Nieznana przeglądarka w systemie ${os}`,
    unknown: 'Nieznana przeglądarka',
    app: (name) => `Aplikacja lub skrypt (${name})`,
    appleApp: 'Aplikacja Apple',
  },
  end: 'Wyloguj',
  ended: 'Urządzenie zostało wylogowane',
  endedWhy: 'Trzeba się na nim zalogować ponownie.',
  notThere: 'Urządzenie nie jest już zalogowane',
  notThereWhy: 'Być może wylogowano je w innej karcie albo jego czas minął.',
  others: {
    open: 'Wyloguj wszędzie indziej',
    title: (count) =>
      plural(count, {
        one: 'Wylogować drugie urządzenie?',
        few: `Wylogować ${count} inne urządzenia?`,
        many: `Wylogować ${count} innych urządzeń?`,
        other: `Wylogować ${count} innego urządzenia?`,
      }),
    what: 'Trzeba się będzie tam zalogować ponownie. To urządzenie pozostanie zalogowane.',
    go: (count) =>
      plural(count, {
        one: 'Wyloguj jedno urządzenie',
        few: `Wyloguj ${count} urządzenia`,
        many: `Wyloguj ${count} urządzeń`,
        other: `Wyloguj ${count} urządzenia`,
      }),
    keep: () => 'Nie wylogowuj',
    none: 'Nie ma innych zalogowanych urządzeń',
    noneWhat: 'To urządzenie jest jedyne, więc nie ma czego wylogowywać.',
    back: 'Wróć do sesji',
    done: (count) => {
      if (count === 0) return 'Nie było innych zalogowanych urządzeń';
      return plural(count, {
        one: 'Drugie urządzenie zostało wylogowane',
        few: `${count} inne urządzenia zostały wylogowane`,
        many: `${count} innych urządzeń zostało wylogowanych`,
        other: `${count} innego urządzenia zostało wylogowane`,
      });
    },
  },
});
