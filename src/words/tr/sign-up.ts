import type { Words } from '../words.ts';

/** Texts of: sign-up, verification. */
export const signUp = (): Words['signUp'] => ({
  title: 'Hesabınızı oluşturun',
  haveOne: 'Zaten hesabınız var mı? <a>Oturum açın</a>',
  email: 'E-posta adresi',
  emailHint: 'Size ait olduğunu doğrulamak için bu adrese bir bağlantı göndereceğiz.',
  name: 'Adınız (isteğe bağlı)',
  password: 'Şifre',
  consent: 'Devam etmeden önce',
  terms: '<a>Kullanım koşullarını</a> kabul ediyorum',
  privacy: '<a>Gizlilik bildirimini</a> okudum',
  create: 'Hesap oluştur',
  problems: {
    email: 'ad@example.com gibi tam bir e-posta adresi girin.',
    name: 'Adınız için tek satırda en fazla 150 karakter kullanın.',
    terms: 'Hesap oluşturmak için kullanım koşullarını kabul edin.',
    privacy: 'Hesap oluşturmak için gizlilik bildirimini okuyun ve kutusunu işaretleyin.',
    code: 'En son e-postamızdaki altı rakamı girin. Bu kod yanlış veya süresi dolmuş.',
    wrongPassword:
      'Bu, kaydolurken kullandığınız şifre değil. Tekrar deneyin veya yenisini belirleyin.',
    missingPassword: 'Kaydolurken kullandığınız şifreyi girin veya yenisini belirleyin.',
  },
  sent: {
    title: 'Gelen kutunuza bakın',
    to: (email) =>
      `<b>${email}</b> adresine bir e-posta gönderdik. Devam etmek için içindeki bağlantıyı açın.`,
    toUnknown: 'Size bir e-posta gönderdik. Devam etmek için içindeki bağlantıyı açın.',
    code: 'E-postadaki kod',
    codeHint: 'Veya e-postalarınızı başka bir cihazda okuyorsanız altı rakamı buraya girin.',
    confirm: 'Adresimi doğrula',
    spam: 'Birkaç dakika sonra hâlâ bir şey gelmedi mi? Spam klasörünüze bakın veya yeniden gönderin.',
    again: 'Yeniden gönder',
    sentAgain: 'E-postayı yeniden gönderdik. Yalnızca en son e-posta geçerlidir.',
    wrongAddress: 'Adres yanlış mı? <a>Yeniden başlayın</a>',
  },
  verify: {
    title: 'E-posta adresinizi doğrulayın',
    what: (email) => `<b>${email}</b> adresinin size ait olduğunu doğrulayın, oturumunuzu açalım.`,
    confirm: 'Adresimi doğrula',
    wasItYou: 'Bu siz miydiniz?',
    someone: (email, app) =>
      `Birisi ${app} hesabı oluşturmak için <b>${email}</b> adresini kullandı. Bunun siz olup olmadığınızı söyleyin, adresinizi doğrulayalım.`,
    several: (email, app) =>
      `<b>${email}</b> adresi, ${app} hesabı oluşturmak için birden fazla kez kullanıldı. Bunun siz olup olmadığınızı söyleyin, adresinizi doğrulayalım.`,
    when: 'Ne zaman',
    where: 'Nerede',
    browser: 'Tarayıcı',
    unknownPlace: 'Bilinmeyen ülke',
    unknownBrowser: 'Bilinmeyen tarayıcı',
    ifYou: '<b>Bu sizseniz</b> şifreniz olduğu gibi kalır.',
    ifNot:
      '<b>Bu siz değilseniz</b> o şifreyi geçersiz kılar ve herkesin oturumunu kapatırız. Yeni şifreyi sonraki sayfada belirlersiniz.',
    yes: 'Evet, bendim',
    no: 'Hayır veya emin değilim',
    password: 'Şifreniz',
    passwordHint: 'Adresinizi başka biri de kullanmış olabilir. Belirlediğiniz şifreyi girin.',
    keep: 'Şifremi koru',
    chooseNew: 'Yeni şifre belirle',
    ignore: 'Bunu siz istemediniz mi? Bu sayfayı kapatın; kimse hesabı kullanamaz.',
    deadWhy:
      'Adres doğrulama bağlantıları yalnızca bir kez kullanılabilir. Bu bağlantı zaten kullanılmış veya süresi dolmuş. Adresiniz doğrulandıysa doğrudan oturum açın.',
    deadHint: 'Bu adresin hâlâ doğrulanması gerekiyorsa yeni bir bağlantı göndeririz.',
    done: 'E-posta adresiniz doğrulandı',
    doneWhat: 'Devam etmek için oturum açın.',
  },
});
