import type { Words } from '../words.ts';

/** Texts of: sign-in, sign-out. */
export const signIn = (): Words['signIn'] => ({
  title: 'Oturum açın',
  heading: (app) => `${app} hesabınızda oturum açın`,
  name: 'E-posta adresi veya kullanıcı adı',
  password: 'Şifre',
  staySignedIn: (time) => `Oturumum ${time} boyunca açık kalsın`,
  forgot: 'Şifrenizi mi unuttunuz?',
  go: 'Oturum aç',
  usePasskey: 'Geçiş anahtarı kullan',
  emailCode: 'E-postayla kod gönder',
  newHere: (app) => `${app} hesabınız yok mu? <link>Hesap oluşturun</link>`,

  nameMissing: 'E-posta adresinizi veya kullanıcı adınızı girin.',
  passwordMissing: 'Şifrenizi girin.',
  passwordAgain: 'Şifrenizi yeniden girin.',
  refusedTitle: 'Oturumunuzu açamadık',
  refused:
    'Bu ad ve şifre birbiriyle eşleşmiyor. <again>Tekrar deneyin</again> veya bunun yerine e-postayla kod isteyin.',
  refusedLock: (tries, time) =>
    tries === 1
      ? `Yanlış bir denemeden sonra şifreyle oturum açma ${time} boyunca durdurulur.`
      : `Art arda ${tries} yanlış denemeden sonra şifreyle oturum açma ${time} boyunca durdurulur.`,
  lockedTitle: 'Şifreyle oturum açma durduruldu',
  locked: (time) =>
    `Çok fazla yanlış deneme yapıldı. Şifrenizi ${time} sonra yeniden deneyebilirsiniz.`,
  lockedWays:
    'Beklemek istemiyor musunuz? E-postayla kod isteyin veya <reset>yeni bir şifre belirleyin</reset>: bu, beklemeyi sonlandırır.',
  disabledTitle: 'Bu hesap şimdilik kapalı',
  disabled: 'Bu hesapta oturumunuzu açamıyoruz. Buraya yazacağınız hiçbir şey bunu değiştirmez.',
  disabledHelp: 'Bunun bir hata olduğunu düşünüyorsanız <help>yardım isteyin</help>.',
  unverifiedTitle: 'Önce e-posta adresinizi doğrulayın',
  unverified:
    'Şifreniz doğru. Oturum açmadan önce, kaydolduğunuzda size e-postayla gönderdiğimiz bağlantıyı açın.',
  sendVerification: 'E-postayı yeniden gönder',
  unavailableTitle: 'Şu anda oturumunuzu açamıyoruz',
  unavailable: 'Bizim tarafımızda bir şey yanıt vermiyor. Bir dakika bekleyip tekrar deneyin.',
  passkeyRefusedTitle: 'Bu geçiş anahtarı çalışmadı',
  passkeyRefused:
    'Hesabınızdan kaldırılmış veya sayfa çok uzun süre açık kalmış olabilir. Tekrar deneyin veya başka bir yolla oturum açın.',

  noticeVerified: 'E-posta adresiniz doğrulandı',
  noticeVerifiedMore: 'Devam etmek için oturum açın.',
  noticeExpired: 'Oturum açmanız çok uzun sürdü',
  noticeExpiredMore:
    'Hiçbir şey değişmedi. Yeniden oturum açın; ikinci adımınızı bir kez daha isteyeceğiz.',
  noticeUsedUp: 'Çok fazla yanlış deneme yapıldı',
  noticeUsedUpMore:
    'Hesabınızı korumak için bu oturum açma işlemini sonlandırdık. Devam etmek için yeniden oturum açın.',

  alreadyTitle: 'Oturumunuz zaten açık',
  already: 'Bu tarayıcıda oturumu açık olan hesap: <who></who>.',
  goOn: 'Devam et',
  someoneElse: 'Başka bir hesapla oturum aç',
  someoneElseHint: 'Önce bu oturumunuz kapatılır.',

  code: {
    askTitle: 'Kodla oturum açın',
    ask: 'E-posta adresinizi girin, size oturum açmanız için bir kod gönderelim. Şifre gerekmez.',
    email: 'E-posta adresi',
    emailWrong: 'ad@example.com gibi tam bir e-posta adresi girin.',
    emailNotName: 'E-posta adresinizi girin. Kullanıcı adına kod gönderemeyiz.',
    send: 'E-postayla kod gönder',
    title: 'Gelen kutunuza bakın',
    sent: '<email></email> için bir hesap varsa kodunuz yolda.',
    label: 'Altı haneli kod',
    hint: (time) => `${time} boyunca ve yalnızca bir kez kullanılabilir.`,
    go: 'Oturum aç',
    missing: 'Koddaki altı rakamı yazın.',
    wrong: 'Bu kod doğru değil veya süresi dolmuş. Kontrol edin ya da yeni bir kod isteyin.',
    again: 'Bir şey gelmedi mi?',
    againHint: 'Önce spam klasörünüze bakın. Yeni kod en fazla dakikada bir gönderilir.',
    sendAgain: 'Yeni kod gönder',
    usePassword: 'Şifreyle oturum aç',
    otherAddress: 'Başka bir adres kullan',
  },

  out: {
    title: 'Oturumu kapatın',
    heading: (app) => `${app} oturumunuz kapatılsın mı?`,
    ask: 'Oturumu açık olan hesap: <who></who>. Oturumu kapatmak yalnızca bu cihazdaki bu oturumu sonlandırır.',
    go: 'Oturumu kapat',
    stay: 'Oturum açık kalsın',
    doneTitle: 'Oturumunuz kapatıldı',
    done: 'Bu cihazdaki oturumunuz sona erdi.',
    notIn: 'Bu cihazda açık oturumunuz yok.',
    again: 'Yeniden oturum aç',
  },
});
