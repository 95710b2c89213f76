import { createPlural } from '../plural.ts';
import type { Words } from '../words.ts';

const plural = createPlural('pl');

const characters = (count: number) =>
  plural(count, {
    one: `${count} znak`,
    few: `${count} znaki`,
    many: `${count} znaków`,
    other: `${count} znaku`,
  });

/** Texts of: choosing a password. */
export const password = (): Words['password'] => ({
  title: 'Wybierz nowe hasło',
  newPassword: 'Nowe hasło',
  again: 'Powtórz nowe hasło',
  save: 'Zapisz hasło',
  rules: {
    length: (least) => `Co najmniej ${characters(least)}`,
    lower: 'Mała litera',
    upper: 'Wielka litera',
    digit: 'Cyfra',
    symbol: 'Symbol, na przykład ! lub ?',
    secret: 'Trudne do odgadnięcia i niewystępujące na żadnej liście haseł z wycieków',
    history: (count) =>
      plural(count, {
        one: 'Inne niż obecne hasło',
        few: `Inne niż ${count} ostatnie hasła`,
        many: `Inne niż ${count} ostatnich haseł`,
        other: `Inne niż ${count} ostatniego hasła`,
      }),
  },
  problems: {
    too_short: (least, has) =>
      `Hasło musi mieć co najmniej ${characters(least)}. Twoje ma ${characters(has)}.`,
    too_long: (most) => `Hasło może mieć najwyżej ${characters(most)}.`,
    missing_lowercase: 'Dodaj do hasła małą literę.',
    missing_uppercase: 'Dodaj do hasła wielką literę.',
    missing_digit: 'Dodaj do hasła cyfrę.',
    missing_symbol: 'Dodaj do hasła symbol, na przykład ! lub ?.',
    too_similar:
      'Wybierz hasło mniej podobne do Twojego imienia i nazwiska, adresu oraz do naszej nazwy.',
    too_guessable: 'Wydłuż hasło albo użyj kilku niezwiązanych ze sobą słów. To łatwo odgadnąć.',
    too_common:
      'Wybierz inne hasło. To jest jednym z najpopularniejszych albo się od takiego zaczyna.',
    keyboard_pattern: 'Wybierz inne hasło. Sąsiednie klawisze łatwo odgadnąć.',
    repeats: 'Wybierz inne hasło. Powtarzanie znaków niewiele daje.',
    sequence: 'Wybierz inne hasło. Ciągi takie jak abc lub 6543 łatwo odgadnąć.',
    date: 'Wybierz inne hasło. Daty i lata łatwo odgadnąć.',
    single_word: 'Użyj w haśle kilku słów. Pojedyncze słowo łatwo odgadnąć.',
    reused: 'Wybierz hasło, które nie było tu jeszcze używane.',
    breached: 'Wybierz inne hasło. To jest na liście haseł z wycieków.',
    several: 'Wybierz hasło, które spełnia wszystkie wymagania.',
    other: 'Wybierz inne hasło.',
    missing: 'Wpisz hasło.',
    different: 'Wpisz dwa razy to samo hasło. Te dwa są różne.',
  },
  reset: {
    who: (email) =>
      `To hasło do konta <b>${email}</b>. Gdy je zapiszesz, wylogujemy Cię na wszystkich urządzeniach.`,
    deadWhy:
      'Linki do zmiany hasła działają tylko raz i przez krótki czas. Ten został już użyty lub stracił ważność. Na Twoim koncie nic się nie zmieniło.',
    saved: 'Twoje hasło zostało zapisane',
    savedWhat: 'Wylogowaliśmy Cię wszędzie. Zaloguj się nowym hasłem.',
    confirmedFirst:
      'Twój adres e-mail jest potwierdzony. Wcześniejsze hasło już nie działa, więc wybierz teraz nowe.',
    usernameGone:
      'W międzyczasie ktoś inny zajął Twoją nazwę użytkownika. Możesz wybrać inną w swoim profilu.',
  },
  forgot: {
    title: 'Ustaw nowe hasło',
    what: 'Podaj swój adres e-mail, a wyślemy Ci link do wyboru nowego hasła.',
    hint: 'Jeśli istnieje konto z tym adresem, wyślemy link.',
    send: 'Wyślij mi link',
    sentTitle: 'Sprawdź skrzynkę',
    sentTo: (email) =>
      `Jeśli istnieje konto z adresem <b>${email}</b>, wysłaliśmy na ten adres link do wyboru nowego hasła.`,
    sent: 'Jeśli istnieje konto z Twoim adresem, wysłaliśmy na ten adres link do wyboru nowego hasła.',
    sentOnce: 'Link działa tylko raz i przez krótki czas. Możesz zamknąć tę stronę.',
    spam: 'Po kilku minutach nadal nic nie przyszło? Sprawdź folder ze spamem lub wyślij ponownie.',
    again: 'Wyślij ponownie',
    otherAddress: 'Użyj innego adresu',
  },
});
