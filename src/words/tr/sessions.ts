import type { Words } from '../words.ts';

/** Texts of the sessions of an account; devices and places are named here for other pages too. */
export const sessions = (): Words['sessions'] => ({
  intro:
    'Oturumunuzun açık olduğu her yer. Tanımadığınız bir cihaz mı var? Oturumunu kapatın, sonra <password>şifrenizi değiştirin</password>.',
  thisDevice: 'Bu cihaz',
  twoSteps: 'İki adım',
  lastUsed: (ago) => `Son kullanım: ${ago}.`,
  signedIn: (when) => `Oturum açma: ${when}.`,
  signedInWith: (when, ways) => `Oturum açma: ${when}. Yöntem: ${ways}.`,
  ways: {
    pwd: 'şifre',
    otp: 'kod',
    email: 'e-postadaki bağlantı',
    fed: 'başka bir hesabınız',
    hwk: 'geçiş anahtarı',
  },
  place: (city, country) => `${city}, ${country}`,
  device: {
    browserOn: (browser, os) => `${browser}, ${os}`,
    browser: (browser) => `${browser}, bilinmeyen sistem`,
    unknownOn: (os) => `Bilinmeyen tarayıcı, ${os}`,
    unknown: 'Bilinmeyen tarayıcı',
    app: (name) => `Uygulama veya betik (${name})`,
    appleApp: 'Apple uygulaması',
  },
  end: 'Oturumu kapat',
  ended: 'O cihazın oturumu kapatıldı',
  endedWhy: 'Yeniden oturum açması gerekir.',
  notThere: 'O cihazın oturumu artık açık değil',
  notThereWhy: 'Başka bir sekmede kapatılmış veya süresi dolmuş olabilir.',
  others: {
    open: 'Diğer her yerde oturumu kapat',
    title: (count) =>
      count === 1
        ? 'Diğer cihazınızın oturumu kapatılsın mı?'
        : `Diğer ${count} cihazın oturumu kapatılsın mı?`,
    what: 'Orada yeniden oturum açmak gerekir. Bu cihazdaki oturum açık kalır.',
    go: (count) =>
      count === 1 ? 'Bir cihazın oturumunu kapat' : `${count} cihazın oturumunu kapat`,
    keep: () => 'Açık kalsın',
    none: 'Oturumunuz başka hiçbir yerde açık değil',
    noneWhat: 'Yalnızca bu cihaz var, bu nedenle kapatılacak başka oturum yok.',
    back: 'Oturumlara dön',
    done: (count) => {
      if (count === 0) return 'Oturumunuz başka hiçbir yerde açık değildi';
      return count === 1
        ? 'Diğer cihazınızın oturumu kapatıldı'
        : `Diğer ${count} cihazınızın oturumu kapatıldı`;
    },
  },
});
