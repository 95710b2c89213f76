import type { Words } from '../words.ts';

/** Texts of: mails that tell somebody what happened to their account. */
export const notices = (): Words['notices'] => ({
  new_device: {
    subject: (app) => `${app} hesabınızda yeni bir oturum açıldı`,
    text: 'Birisi hesabınızda daha önce görmediğimiz bir cihazdan veya ülkeden oturum açtı. Bu sizseniz e-postayı yok sayabilirsiniz.',
    came: (where, when) => `Oturumun kaynağı: ${where}. Tarih: ${when}.`,
    wasNotYou: 'Şimdi yeni bir şifre belirleyin. Bu, herkesin tüm cihazlardaki oturumunu kapatır.',
  },
  refresh_token_reused: {
    subject: (app) => `${app} hesabınızın bir oturumunu sonlandırdık`,
    text: 'Oturumlarınızdan birinin eski bir anahtarı yeniden kullanıldı; birisi onu kopyalamış olabilir. Güvenliğiniz için o oturumu sonlandırdık ve cihazlarınızdan biri yeniden oturum açmanızı isteyebilir. Diğer oturumlarınız etkilenmez.',
    came: (where, when) => `Eski anahtarın kullanıldığı yer: ${where}. Tarih: ${when}.`,
    wasNotYou:
      'Bu cihazı veya yeri tanımıyorsanız yeni bir şifre belirleyin. Bu, herkesin tüm cihazlardaki oturumunu kapatır.',
  },
  password_known: {
    subject: (app) => `Birisi ${app} şifrenizi biliyor`,
    text: 'Birisi şifrenizi girdi ama ikinci adımı geçemedi ve hesabınıza giremedi. Bu sizseniz e-postayı yok sayabilirsiniz.',
    came: (where, when) => `Denemenin kaynağı: ${where}. Tarih: ${when}.`,
    wasNotYou:
      'Birisi şifrenizi biliyor. Şimdi yenisini belirleyin. Bu, herkesin tüm cihazlardaki oturumunu kapatır.',
  },
  mailbox_known: {
    subject: (app) => `Birisi ${app} tarafından size gönderilen bir kodu kullandı`,
    text: 'Birisi size e-postayla gönderdiğimiz bir kodu veya bağlantıyı kullandı ama ikinci adımı geçemedi ve hesabınıza giremedi. Bu sizseniz e-postayı yok sayabilirsiniz.',
    came: (where, when) => `Denemenin kaynağı: ${where}. Tarih: ${when}.`,
    wasNotYou:
      'Birisi e-postalarınızı okuyabiliyor. Önce e-posta hesabınızın şifresini değiştirin, sonra burada yeni bir şifre belirleyin.',
  },
  password_changed: {
    subject: (app) => `${app} şifreniz değiştirildi`,
    text: 'Hesabınızda oturum açmış olan ve şifrenizi bilen birisi şifreyi değiştirdi. Diğer tüm cihazların oturumu kapatıldı. Bu değişikliği siz yaptıysanız e-postayı yok sayabilirsiniz.',
    came: (where, when) => `Değişikliğin kaynağı: ${where}. Tarih: ${when}.`,
    wasNotYou:
      'Artık başka biri şifrenizi biliyor ama siz bilmiyorsunuz. Bu adrese e-postayla göndereceğimiz bağlantıyla yeni bir şifre belirleyin. Bu, herkesin tüm cihazlardaki oturumunu kapatır.',
  },
  password_reset: {
    subject: (app) => `${app} şifreniz sıfırlandı`,
    text: 'Birisi bu adrese gönderdiğimiz bir bağlantı veya kodla yeni bir şifre belirledi. Tüm cihazların oturumu kapatıldı. Bu sizseniz e-postayı yok sayabilirsiniz.',
    came: (where, when) => `Yeni şifrenin belirlendiği yer: ${where}. Tarih: ${when}.`,
    wasNotYou:
      'Birisi e-postalarınızı okuyabiliyor. Önce e-posta hesabınızın şifresini değiştirin, sonra burada yeni bir şifre belirleyin. Bu, herkesin tüm cihazlardaki oturumunu kapatır.',
  },
  password_breached: {
    subject: (app) => `${app} şifrenizi değiştirme zamanı geldi`,
    text: 'Şifreniz, başka hizmetlerden çalınmış şifrelerin bulunduğu bir listede yer alıyor ve saldırganlar bunları her yerde dener. Hesabınızın kötüye kullanıldığına dair bir bilgimiz yok. Başka hiçbir yerde kullanmadığınız yeni bir şifre belirleyin.',
    came: null,
    wasNotYou: null,
  },
  second_factor_enabled: {
    subject: (app) => `${app} hesabınızda iki adımlı doğrulama açıldı`,
    text: 'Bundan sonra şifrenizi girdikten sonra size e-postayla bir kod göndereceğiz. Bu değişikliği siz yaptıysanız e-postayı yok sayabilirsiniz.',
    came: (where, when) => `Değişikliğin kaynağı: ${where}. Tarih: ${when}.`,
    wasNotYou:
      'Birisi şifrenizi biliyor. Herkesin oturumunu kapatmak için şimdi yenisini belirleyin.',
  },
  second_factor_disabled: {
    subject: (app) => `${app} hesabınızda iki adımlı doğrulama kapatıldı`,
    text: 'Bundan sonra oturum açmak için yalnızca şifreniz yeterli. Bu değişikliği siz yaptıysanız e-postayı yok sayabilirsiniz.',
    came: (where, when) => `Değişikliğin kaynağı: ${where}. Tarih: ${when}.`,
    wasNotYou:
      'Birisi şifrenizi biliyor. Herkesin oturumunu kapatmak için şimdi yenisini belirleyin, sonra iki adımlı doğrulamayı yeniden açın.',
  },
  recovery_codes_replaced: {
    subject: (app) => `${app} hesabınız için yeni kurtarma kodlarınız var`,
    text: 'Hesabınızda oturum açmış olan birisi yeni kurtarma kodları oluşturdu ve eskileri artık geçersiz. Bu değişikliği siz yaptıysanız e-postayı yok sayabilirsiniz.',
    came: (where, when) => `İsteğin kaynağı: ${where}. Tarih: ${when}.`,
    wasNotYou:
      'Şimdi yeni bir şifre belirleyin. Bu, herkesin tüm cihazlardaki oturumunu kapatır. Ardından yeni kurtarma kodları oluşturun.',
  },
  passkey_copied: {
    subject: (app) => `Birisi ${app} hesabınızın bir geçiş anahtarını kopyalamış olabilir`,
    text: 'Hesabınızın bir geçiş anahtarı eski bir sayaçla kullanıldı; bir kopyası olabilir. Bu oturum açma denemesini reddettik. Geçiş anahtarınız hâlâ çalışıyor.',
    came: (where, when) => `Denemenin kaynağı: ${where}. Tarih: ${when}.`,
    wasNotYou:
      'Başka bir yolla oturum açın, bu geçiş anahtarını kaldırın ve yenisini ekleyin. Tek giriş yolunuz buysa önce bir şifre belirleyin.',
  },
  factors_removed: {
    subject: (app) => `${app} hesabınızın iki adımlı doğrulaması kaldırıldı`,
    text: 'Bir yönetici, kaybedildikleri bildirildiği için hesabınızın geçiş anahtarlarını, kimlik doğrulama uygulamalarını ve kurtarma kodlarını kaldırdı ve herkesin oturumunu kapattı. Oturum açın ve yenilerini ayarlayın.',
    came: null,
    wasNotYou:
      'Birisi hesabınıza girmeye çalışıyor olabilir. Şimdi yeni bir şifre belirleyin ve bu hizmeti yürütenlere haber verin.',
  },
  factor_change_undone: {
    subject: (app) => `${app} oturum açma yönteminizdeki bir değişiklik geri alındı`,
    text: 'Birisi, oturum açma yönteminizdeki bir değişikliği geri almak için size e-postayla gönderdiğimiz bir bağlantıyı kullandı. Tüm cihazların oturumu kapatıldı. O zamandan beri yapmadıysanız şimdi yeni bir şifre belirleyin: değişikliği yapan kişi eskisini biliyor olabilir.',
    came: (where, when) => `İsteğin kaynağı: ${where}. Tarih: ${when}.`,
    wasNotYou:
      'Birisi e-postalarınızı okuyabiliyor. Önce e-posta hesabınızın şifresini değiştirin, sonra burada yeni bir şifre belirleyin.',
  },
  factor_removal_stopped: {
    subject: (app) => `${app} hesabınızın iki adımlı doğrulaması korunuyor`,
    text: 'Hesabınızın geçiş anahtarları, kimlik doğrulama uygulamaları ve kurtarma kodları kaldırılmak üzereydi. Artık kaldırılmayacaklar: birisi o zamandan beri bunlardan birine sahip olduğunu kanıtladı veya kaldırması istenen yönetici artık yönetici değil.',
    came: null,
    wasNotYou:
      'Bunları kaybettiyseniz veya bunlar size ait değilse bu hizmeti yürütenlere haber verin. Bunu siz istediyseniz ve şifrenizi biliyorsanız kullandığınız bağlantıyı yeniden açıp şifrenizi girin: işlem hemen yapılır.',
  },
});
