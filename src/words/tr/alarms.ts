import type { Words } from '../words.ts';

/** Texts of: mails about locks, recovery codes, and changes of factors that can be taken back. */
export const alarms = (): Words['alarms'] => ({
  lock: {
    ifYou: 'Bu sizseniz hesabınızın kilidini şimdi açın:',
    button: 'Hesabımın kilidini aç',
    password: {
      subject: (app, span) => `${app} hesabınız ${span} boyunca kilitli`,
      text: (where, when, until) =>
        `Birisi art arda çok fazla yanlış şifre girdi. Son denemenin kaynağı: ${where}. Tarih: ${when}. Kilit açılana kadar kimse yeni bir cihazdan oturum açamaz. Kilidin açılacağı zaman: ${until}. Daha önce kullandığınız cihazlar etkilenmez.`,
    },
    code: {
      subject: (app) => `${app} hesabınız için çok fazla yanlış kod girildi`,
      text: (where, when) =>
        `Birisi çok fazla yanlış kod girdi. Son denemenin kaynağı: ${where}. Tarih: ${when}. En fazla bir gün boyunca yeni cihazlardan kod kabul etmeyeceğiz. Daha önce kullandığınız cihazlar etkilenmez.`,
    },
    wasNotYou:
      'Bu e-postayı yok sayabilirsiniz: kimse hesabınıza giremedi ve kilit kendiliğinden açılacak.',
    secondStep: {
      passwordSubject: (app) => `${app} hesabınız için çok fazla yanlış şifre girildi`,
      codeSubject: (app) => `${app} hesabınız için çok fazla yanlış kod girildi`,
      password: (where, when) =>
        `Birisi hesabınızda oturum açmanın ilk adımını geçti, ardından çok fazla yanlış şifre girdi. Son denemenin kaynağı: ${where}. Tarih: ${when}.`,
      code: (where, when) =>
        `Birisi hesabınızda oturum açmanın ilk adımını geçti, ardından çok fazla yanlış kod girdi. Son denemenin kaynağı: ${where}. Tarih: ${when}.`,
      forAWhile:
        'Bir süre boyunca kimse yeni bir cihazdan oturum açmayı tamamlayamaz. Daha önce kullandığınız cihazlar etkilenmez.',
      shutSubject: (app) => `${app} hesabınızda yeni cihazlardan oturum açma engellendi`,
      shut: 'Siz hesabınızın kilidini açana veya daha önce kullandığınız bir cihazda oturum açana kadar kimse yeni bir cihazdan oturum açamaz.',
      hadCode:
        'Kimse hesabınıza giremedi ama birisinin elinde size e-postayla gönderdiğimiz bir kod vardı. Hesabınızın kilidini açmayın, düğmenin açtığı sayfada yeni bir şifre belirleyin: bu da kilidi açar.',
      hadPassword:
        'Kimse hesabınıza giremedi ama birisi şifrenizi biliyordu. Hesabınızın kilidini açmayın, düğmenin açtığı sayfada yeni bir şifre belirleyin: bu da kilidi açar.',
    },
  },
  recoveryCode: {
    subject: (app) => `${app} hesabınızın bir kurtarma kodu kullanıldı`,
    text: 'Birisi kurtarma kodlarınızdan biriyle siz olduğunu kanıtladı. Bu kod artık geçersiz. Bu sizseniz e-postayı yok sayabilirsiniz.',
    left: (count) =>
      count === 1 ? 'Bir kurtarma kodunuz kaldı.' : `${count} kurtarma kodunuz kaldı.`,
    few: (count) => {
      if (count === 0)
        return 'Hiç kurtarma kodunuz kalmadı. Hesabınızın güvenlik ayarlarından şimdi yenilerini oluşturun.';
      return count === 1
        ? 'Bir kurtarma kodunuz kaldı. Hesabınızın güvenlik ayarlarından şimdi yenilerini oluşturun.'
        : `${count} kurtarma kodunuz kaldı. Hesabınızın güvenlik ayarlarından şimdi yenilerini oluşturun.`;
    },
    came: (where, when) => `Kodun kullanıldığı yer: ${where}. Tarih: ${when}.`,
    wasNotYou:
      'Kurtarma kodlarınız birisinin elinde ve bu kişi ilk adımınızı geçti. Şimdi yeni bir şifre belirleyin; bu, herkesin tüm cihazlardaki oturumunu kapatır. Ardından yeni kurtarma kodları oluşturun.',
  },
  factorChange: {
    passkeyAdded: {
      subject: (app) => `${app} hesabınıza bir geçiş anahtarı eklendi`,
      text: (where, when) =>
        `Hesabınıza bir geçiş anahtarı eklendi. Değişikliğin kaynağı: ${where}. Tarih: ${when}. Bunu siz yaptıysanız e-postayı yok sayabilirsiniz.`,
    },
    passkeyRemoved: {
      subject: (app) => `${app} hesabınızdan bir geçiş anahtarı kaldırıldı`,
      text: (where, when) =>
        `Hesabınızdan bir geçiş anahtarı kaldırıldı. Değişikliğin kaynağı: ${where}. Tarih: ${when}. Bunu siz yaptıysanız e-postayı yok sayabilirsiniz.`,
    },
    appAdded: {
      subject: (app) => `${app} hesabınıza bir kimlik doğrulama uygulaması eklendi`,
      text: (where, when) =>
        `Hesabınıza bir kimlik doğrulama uygulaması eklendi. Değişikliğin kaynağı: ${where}. Tarih: ${when}. Bunu siz yaptıysanız e-postayı yok sayabilirsiniz.`,
    },
    appRemoved: {
      subject: (app) => `${app} hesabınızdan bir kimlik doğrulama uygulaması kaldırıldı`,
      text: (where, when) =>
        `Hesabınızdan bir kimlik doğrulama uygulaması kaldırıldı. Değişikliğin kaynağı: ${where}. Tarih: ${when}. Bunu siz yaptıysanız e-postayı yok sayabilirsiniz.`,
    },
    wasNotYou:
      'Değişikliği geri alabilirsiniz. O zaman herkesin oturumunu kapatır ve kimliğinizi kanıtlamak için o zamandan beri eklenen her şeyi kaldırırız. Ardından yeni bir şifre belirleyin.',
    button: 'Bu değişikliği geri al',
    limit: (when) => `Bağlantı yalnızca bir kez kullanılabilir. Son geçerlilik zamanı: ${when}.`,
  },
  identityChange: {
    connected: {
      subject: (provider, app) => `${app} hesabınıza ${provider} bağlandı`,
      text: (provider, where, when) =>
        `Artık ${provider} ile hesabınızda oturum açılabilir. Değişikliğin kaynağı: ${where}. Tarih: ${when}. Bunu siz yaptıysanız e-postayı yok sayabilirsiniz.`,
    },
    disconnected: {
      subject: (provider, app) => `${app} hesabınızın ${provider} bağlantısı kaldırıldı`,
      text: (provider, where, when) =>
        `Artık ${provider} ile hesabınızda oturum açılamaz. Değişikliğin kaynağı: ${where}. Tarih: ${when}. Bunu siz yaptıysanız e-postayı yok sayabilirsiniz.`,
    },
  },
  removal: {
    subject: (app) => `${app} hesabınızın iki adımlı doğrulaması kaldırılmak üzere`,
    byAdministrator: {
      what: (when, due) =>
        `Bir yöneticiden, kaybedildikleri için hesabınızın geçiş anahtarlarını, kimlik doğrulama uygulamalarını ve kurtarma kodlarını kaldırması istendi. İsteğin tarihi: ${when}. Kaldırma işlemi ancak şu zamandan sonra yapılır ve herkesin oturumunu kapatır: ${due}.`,
      ifYou: 'Bunu siz istediyseniz o zamana kadar bekleyin ve bunlar olmadan oturum açın.',
      ifNot:
        'Bunu siz istemediyseniz birisi hesabınıza girmek istiyor olabilir. Bunlardan biriyle oturum açarak işlemi durdurun veya iptal edin:',
    },
    byLink: {
      what: (where, when, due) =>
        `Birisi size e-postayla gönderdiğimiz bir bağlantıyı kullandı: bu bağlantı, hesabınıza bir geçiş anahtarı veya kimlik doğrulama uygulaması eklenmesini geri alır. Kaynak: ${where}. Tarih: ${when}. Geriye başka bir tane kalmayacağından bu işlem ancak şu zamandan sonra yapılır: ${due}. Herkesin oturumu kapatıldı.`,
      ifYou: 'Bu sizseniz o zamana kadar bekleyin ve bu yöntem olmadan oturum açın.',
      ifNot:
        'Bu siz değilseniz birisi e-postalarınızı okuyabiliyor. Geçiş anahtarınızla, kimlik doğrulama uygulamanızla veya bir kurtarma koduyla oturum açarak işlemi durdurun veya iptal edin:',
    },
    button: 'İki adımlı doğrulamayı koruyun',
  },
});
