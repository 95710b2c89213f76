import type { Words } from '../words.ts';

/** Texts of the history of an account. */
export const activity = (): Words['activity'] => ({
  intro: (span, zone) => `Hesabınızda son ${span} içinde olanlar. Saat dilimi: ${zone}.`,
  show: 'Göster',
  kinds: {
    all: 'Tümü',
    sign_ins: 'Oturum açmalar',
    security: 'Güvenlik değişiklikleri',
    apps: 'Bağlı uygulamalar',
  },
  today: (day) => `Bugün, ${day}`,
  yesterday: (day) => `Dün, ${day}`,
  older: 'Daha eski etkinlikleri göster',
  latest: 'En yeni etkinlikleri göster',
  nothing: 'Burada bir şey yok',
  nothingWhat: 'Bu süre içinde bu türden bir şey olmadı.',
  nothingOlder: 'Hepsi bu kadar. Daha eskisi yok.',
  newPlace: 'Yeni yer',
  newDevice: 'Yeni cihaz',
  refused: 'Reddedildi',
  signedInWith: (ways) => `Oturum açtınız. Yöntem: ${ways}`,
  confirmedWith: (ways) => `Siz olduğunuzu doğruladınız. Yöntem: ${ways}`,
  wrongPasswords: (count) => {
    if (count === 1) return 'Birisi yanlış şifre girdi';
    return count === 2
      ? 'Birisi iki kez yanlış şifre girdi'
      : `Birisi ${count} kez yanlış şifre girdi`;
  },
  events: {
    'user.registered': {
      administrator: 'Hesabınızı bir yönetici oluşturdu',
      other: 'Hesabınızı oluşturdunuz',
    },
    'user.imported': 'Hesabınız buraya taşındı',
    'user.email_verified': 'E-posta adresinizi doğruladınız',
    'session.started': 'Oturum açtınız',
    'session.started_from_new_device': 'Yeni bir cihazdan veya yerden oturum açtınız',
    'session.stepped_up': 'Siz olduğunuzu doğruladınız',
    'session.ended': {
      logout: 'Oturumu kapattınız',
      terminated: 'Cihazlarınızdan birinin oturumunu kapattınız',
      replaced: 'Yeniden oturum açtınız; bu, o tarayıcıdaki önceki oturumu sonlandırdı',
      idle: 'Uzun süre kullanılmayan bir cihazın oturumu kapatıldı',
      token_revoked: 'Bir uygulama oturumunu sonlandırdı',
      other: 'Bir oturum sona erdi',
    },
    'session.others_ended': 'Diğer tüm cihazlarınızın oturumunu kapattınız',
    'token.revoked': 'Bir uygulama erişiminden vazgeçti',
    'grant.started': 'Bu hesapla bir uygulamada oturum açtınız',
    'grant.code_replayed':
      'Birisi, bir uygulamaya oturum açması için verilenin kopyasını kullandı; bu nedenle uygulamanın erişimini sonlandırdık',
    'consent.given': 'Bir uygulamanın hesabınızı kullanmasına izin verdiniz',
    'consent.withdrawn': 'Bir uygulamaya verdiğiniz izni geri aldınız',
    'session.sign_in_failed': 'Birisi yanlış şifre girdi',
    'session.refresh_token_reused':
      'Birisi oturumlarınızdan birinin kopyasını kullandı, bu nedenle o oturumu sonlandırdık',
    'password.changed': 'Şifrenizi değiştirdiniz',
    'password.reset_asked': 'Birisi yeni şifre belirlemek için e-posta istedi',
    'password.reset': 'Size gönderdiğimiz e-postayla yeni bir şifre belirlediniz',
    'password.found_in_breach': 'Şifrenizi çalınmış şifrelerin bulunduğu bir listede bulduk',
    'password.breach_check_failed': 'Şifrenizi çalınmış şifrelerle karşılaştıramadık',
    'account.locked':
      'Çok fazla yanlış şifre girildi, bu nedenle oturum açmayı geçici olarak durdurduk',
    'account.unlocked': 'Oturum açmayı yeniden etkinleştirdiniz',
    'account.tries_used_up':
      'Çok fazla yanlış kod girildi, bu nedenle oturum açmayı geçici olarak durdurduk',
    'second_factor.failed': {
      code: 'Şifrenizi bilen birisi yanlış kod girdi',
      password: 'Posta kutunuzdaki bir kodu bilen birisi yanlış şifre girdi',
      other: 'Birisi ikinci adımınızı geçemedi',
    },
    'second_factor.enabled': 'İkinci adımınız olarak e-posta kodlarını açtınız',
    'second_factor.disabled': 'İkinci adımınız olan e-posta kodlarını kapattınız',
    'factor.added': {
      totp: 'Bir kimlik doğrulama uygulaması eklediniz',
      passkey: 'Bir geçiş anahtarı eklediniz',
      other: 'Bir ikinci adım eklediniz',
    },
    'factor.used': {
      totp: 'Kimlik doğrulama uygulamanızı kullandınız',
      passkey: 'Bir geçiş anahtarı kullandınız',
      email_otp: 'Bir e-postadaki kodu kullandınız',
      other: 'Bir ikinci adım kullandınız',
    },
    'factor.removed': {
      totp: 'Bir kimlik doğrulama uygulamasını kaldırdınız',
      passkey: 'Bir geçiş anahtarını kaldırdınız',
      other: 'Bir ikinci adımı kaldırdınız',
    },
    'factor.change_undone':
      'İkinci adımlarınızdaki bir değişiklik e-postadaki bağlantıyla geri alındı',
    'factor.removal_asked': 'E-postadaki bir bağlantıyla bir ikinci adımın kaldırılması istendi',
    'factor.removal_cancelled': 'İkinci adımlarınızın kaldırılmasını durdurdunuz',
    'recovery_code.used': 'Bir kurtarma kodu kullandınız',
    'recovery_codes.replaced': 'Yeni kurtarma kodları oluşturdunuz',
    'factor.counter_went_back': 'Sizinkinin kopyası olabilecek bir geçiş anahtarı kullanıldı',
    'user.profile_changed': 'Profilinizi değiştirdiniz',
    'email.change_asked': 'E-posta adresinizi değiştirmek istediniz',
    'email.changed': 'E-posta adresinizi değiştirdiniz',
    'email.change_undone':
      'E-posta adresinizdeki bir değişiklik e-postadaki bağlantıyla geri alındı',
    'account.exported': 'Verilerinizi indirdiniz',
    'password.reset_forced': {
      administrator: 'Bir yönetici şifrenizi kaldırdı ve size e-postayla bir bağlantı gönderdik',
      other: 'Şifrenizi kaldırdık ve yenisini belirlemeniz için e-postayla bir bağlantı gönderdik',
    },
    'admin.locked': 'Bir yönetici hesabınızda oturum açmayı geçici olarak durdurdu',
    'admin.unlocked': 'Bir yönetici oturum açmayı yeniden etkinleştirdi',
    'admin.disabled': 'Bir yönetici hesabınızı kapattı',
    'admin.enabled': 'Bir yönetici hesabınızı yeniden açtı',
    'admin.email_verified': 'Bir yönetici e-posta adresinizi doğruladı',
    'admin.sessions_ended': 'Bir yönetici tüm cihazlarınızın oturumunu kapattı',
    'admin.roles_changed': 'Bir yönetici yetkilerinizi değiştirdi',
    'admin.factor_removal_asked': 'Bir yönetici ikinci adımlarınızın kaldırılmasını istedi',
    'admin.factor_removal_cancelled': 'Bir yönetici ikinci adımlarınızın kaldırılmasını durdurdu',
    'admin.factors_removed': 'Bir yöneticinin isteği üzerine ikinci adımlarınız kaldırıldı',
    'admin.reconciled': 'Hesabınızın kayıtlarını düzenledik',
  },
  secure: {
    ask: 'Burada sizin yapmadığınız bir şey mi var?',
    what: 'Diğer tüm cihazların oturumunu kapatırız ve sizden yeni bir şifre isteriz.',
    open: 'Hesabımı güvene al',
    title: 'Hesabınızı güvene alın',
    why: 'Sizin yapmadığınız bir şey görüyorsanız bunu yapın. İki adımdan oluşur:',
    first:
      'Bu cihaz dışındaki tüm cihazların oturumunu kapatırız. Hesapta başka kim varsa yeniden oturum açması gerekir.',
    second: 'Yeni bir şifre belirlersiniz; böylece eskisiyle kimse giremez.',
    go: 'Diğer cihazların oturumunu kapat',
    stay: 'Bendim',
    nextTitle: 'Şimdi yeni bir şifre belirleyin',
    next: 'Başka hiçbir yerde kullanmadığınız bir şifre belirleyin.',
    nextGo: 'Yeni şifre belirle',
    nextToo:
      'Ardından geçiş anahtarlarınıza ve ikinci adımlarınıza bakın, size ait olmayanları kaldırın.',
    lookTitle: 'Şimdi nasıl oturum açtığınıza bakın',
    look: 'Geçiş anahtarlarınıza ve ikinci adımlarınıza bakın, size ait olmayanları kaldırın.',
    lookGo: 'Nasıl oturum açtığımı gör',
    done: 'Bunu yaptım',
  },
});
