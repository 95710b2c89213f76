import type { Words } from '../words.ts';

/** Texts of: the second step of a sign-in, setting one up during it, step-up. */
export const secondStep = (): Words['secondStep'] => ({
  totp: {
    title: 'Kodunuzu girin',
    ask: (app) => `Kimlik doğrulama uygulamanızı açın ve ${app} için gösterdiği altı rakamı yazın.`,
    label: 'Altı haneli kod',
    hint: 'Kod her 30 saniyede bir değişir.',
    missing: 'Uygulamanızın gösterdiği altı rakamı yazın.',
    wrong: 'Bu kod doğru değil. Uygulamanızdaki bir sonraki kodu bekleyip buraya yazın.',
    go: 'Devam et',
    others: 'Uygulamanızı kullanamıyor musunuz?',
    way: 'Kimlik doğrulama uygulamasını kullan',
    wayHint: 'Gösterdiği altı rakamı yazın.',
  },
  passkey: {
    title: 'Geçiş anahtarınızı kullanın',
    ask: 'Parmak iziniz, yüzünüz, ekran kilidiniz veya güvenlik anahtarınızla siz olduğunuzu doğrulayın.',
    wrong: 'Bu geçiş anahtarı çalışmadı. Tekrar deneyin veya aşağıdan başka bir yol seçin.',
    go: 'Geçiş anahtarımı kullan',
    others: 'Geçiş anahtarınızı kullanamıyor musunuz?',
    way: 'Geçiş anahtarı kullan',
    wayHint: 'Parmak iziniz, yüzünüz, ekran kilidiniz veya güvenlik anahtarınız.',
  },
  recovery_code: {
    title: 'Bir kurtarma kodu girin',
    ask: 'İkinci adımınızı ayarlarken kaydettiğiniz kodlardan birini yazın. Her kod bir kez kullanılabilir.',
    label: 'Kurtarma kodu',
    hint: 'Dörder karakterlik dört grup. Büyük veya küçük harf fark etmez.',
    missing: 'Kurtarma kodlarınızdan birini yazın.',
    wrong: 'Bu kod doğru değil veya zaten kullanılmış. Kontrol edin ya da başka bir kod kullanın.',
    go: 'Devam et',
    others: 'Kodlarınız yanınızda değil mi?',
    way: 'Kurtarma kodu kullan',
    wayHint: 'Bunu ayarlarken kaydettiğiniz kodlardan biri.',
  },
  email_otp: {
    title: 'Gelen kutunuza bakın',
    ask: 'Size e-postayla altı haneli bir kod gönderdik. Devam etmek için buraya yazın.',
    label: 'Altı haneli kod',
    hint: (time) =>
      `${time} boyunca, yalnızca bir kez ve yalnızca bu oturum açma için kullanılabilir.`,
    stepUpHint: (time) => `${time} boyunca ve yalnızca bir kez kullanılabilir.`,
    missing: 'Koddaki altı rakamı yazın.',
    wrong: 'Bu kod doğru değil veya süresi dolmuş. En son e-postamızdaki kod olduğundan emin olun.',
    go: 'Devam et',
    others: 'E-posta gelmedi mi?',
    way: 'E-postayla gönderilen kodu kullan',
    wayHint: 'Gelen kutunuzda veya spam klasörünüzde.',
    again:
      'Bir şey gelmedi mi? Spam klasörünüze bakın veya yeni bir kod için <again>yeniden oturum açın</again>.',
  },
  password: {
    title: 'Şifrenizi girin',
    ask: 'Bir adım daha: şifreniz.',
    label: 'Şifre',
    missing: 'Şifrenizi girin.',
    wrong: 'Bu sizin şifreniz değil. Yeniden girin.',
    go: 'Devam et',
    others: 'Hatırlayamıyor musunuz?',
    way: 'Şifreyi kullan',
    wayHint: 'Oturum açarken kullandığınız şifre.',
  },
  tooManyTitle: 'Çok fazla yanlış deneme',
  tooMany: (time) => `${time} sonra tekrar deneyin veya aşağıdan başka bir yol seçin.`,
  signingInAs: 'Oturum açan: <who></who>. <other>Siz değil misiniz?</other>',
  signingIn: 'Oturum açan siz değil misiniz? <other>Yeniden başlayın</other>',
  lost: 'Burada kullanabileceğiniz her şeyi kaybettiniz mi? <help>Yardım isteyin</help>.',

  setUp: {
    title: 'İkinci adımınızı ayarlayın',
    ask: (app) =>
      `${app}, siz olduğunuza dair iki kanıt ister. Şimdi ikincisini seçin; hemen ardından oturumunuz açılır.`,
    totp: 'Kimlik doğrulama uygulaması ayarla',
    totpHint:
      'Telefonunuzdaki bir uygulama her 30 saniyede bir yeni bir kod gösterir. Çevrimdışı çalışır.',
    passkey: 'Geçiş anahtarı oluştur',
    passkeyHint:
      'Parmak iziniz, yüzünüz, ekran kilidiniz veya güvenlik anahtarınız. Hatırlamanız gereken bir şey yok.',
    password: 'Şifre belirle',
    passwordHint: 'Sonra şifreniz ve gelen kutunuzdaki bir kodla oturum açarsınız.',
    another: 'Başka bir yol seç',

    totpTitle: 'Kimlik doğrulama uygulamanızı ayarlayın',
    totpScan: 'Bunu kimlik doğrulama uygulamanızla tarayın',
    totpCode: 'Gösterdiği kodu yazın',
    totpGo: 'Aç',
    totpGone: 'Bu çok uzun sürdü',
    totpGoneMore: 'İşte taramanız için yeni bir kod. Önceki kaydı uygulamanızdan kaldırın.',
    totpBegin:
      'Bir kimlik doğrulama uygulamasına ihtiyacınız var; örneğin telefonunuzla veya şifre yöneticinizle birlikte gelen uygulama.',
    totpBeginGo: 'Taranacak kodu göster',

    passkeyTitle: 'Geçiş anahtarı oluşturun',
    passkeyAsk:
      'Cihazınız parmak izinizi, yüzünüzü veya ekran kilidinizi ister ve geçiş anahtarını bir sonraki sefer için saklar.',
    passkeyGo: 'Geçiş anahtarı oluştur',
    passkeyWrong:
      'Cihazınız kullanabileceğimiz bir geçiş anahtarı oluşturmadı. Tekrar deneyin veya başka bir yol seçin.',

    passwordTitle: 'Şifre belirleyin',
    passwordAsk: 'Bundan sonra bu şifreyle ve ikinci bir adımla oturum açarsınız.',
    passwordLabel: 'Yeni şifre',
    passwordGo: 'Kaydet ve oturum aç',

    doneTitle: 'İkinci adımınız ayarlandı',
    done: 'Oturumunuz açık. Kurtarma kodları yalnızca bir kez gösterilir; hesabınızdan yenilerini oluşturabilirsiniz.',
    goOn: 'Devam et',
  },

  stepUp: {
    title: 'Siz olduğunuzu doğrulayın',
    ask: 'Yapmak üzere olduğunuz işlem önemli, bu nedenle siz olduğunuzu bir kez daha kontrol ediyoruz.',
    askCode:
      'Şu adrese e-postayla bir kod göndereceğiz: <email></email>. Kodu buraya yazın, kaldığınız yere dönün.',
    send: 'E-postayla kod gönder',
    sendAgain: 'Yeni kod gönder',
    back: 'Şimdi değil',
  },
});
