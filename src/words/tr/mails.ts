import type { Words } from '../words.ts';

/** Texts of: mails with a link or a code. */
export const mails = (): Words['mails'] => ({
  itself: 'e-posta',
  wasNotYou: 'Bu siz değil miydiniz?',
  copyAddress: 'Veya bu adresi tarayıcınıza kopyalayın:',
  foot: (app) => `Gönderen: ${app}. Şifrenizi veya kodlarınızı asla sormayız.`,
  where: {
    browser: (browser, system) => `${browser}, ${system}`,
    unknownBrowser: 'bilinmeyen tarayıcı',
    unknownSystem: 'bilinmeyen sistem',
    appleApp: 'Apple uygulaması',
    script: (name) => `uygulama veya betik (${name})`,
    inCountry: (device, country) => `${device}, ${country}`,
    withAddress: (place, address) => `${place} (${address})`,
    administrator: 'bir yönetici',
    operator: 'komut satırı',
  },
  chooseNewPassword: 'Yeni şifre belirle',
  openSecurity: 'Güvenlik ayarlarını aç',
  signIn: 'Oturum aç',

  verification: {
    subject: (app) => `${app} için e-posta adresinizi doğrulayın`,
    what: (app) =>
      `Birisi ${app} hesabı oluşturmak için bu e-posta adresini kullandı. Bu sizseniz adresin size ait olduğunu doğrulayın:`,
    button: 'E-posta adresimi doğrula',
    limit: (when) => `Bağlantı yalnızca bir kez kullanılabilir. Son geçerlilik zamanı: ${when}.`,
    code: (when) =>
      `Sizden kod istenirse aşağıdaki kodu girin. Son geçerlilik zamanı: ${when}. Kod:`,
    wasNotYou: (where) =>
      `Bu e-postayı yok sayabilirsiniz: bağlantı veya kod olmadan kimse hesabı kullanamaz. İsteğin kaynağı: ${where}.`,
  },
  alreadyRegistered: {
    subject: (app) => `Zaten bir ${app} hesabınız var`,
    what: (app) =>
      `Birisi e-posta adresinizle bir ${app} hesabı oluşturmaya çalıştı ama zaten bir hesabınız var. Hiçbir şey değişmedi.`,
    next: 'Bu sizseniz bu adresle oturum açın. Şifrenizi unuttuysanız yenisini belirleyin:',
    wasNotYou: (where) => `Bu e-postayı yok sayabilirsiniz. İsteğin kaynağı: ${where}.`,
  },
  reset: {
    subject: (app) => `${app} şifrenizi sıfırlayın`,
    what: (app) =>
      `Birisi ${app} hesabınız için yeni bir şifre istedi. Bu sizseniz şifreyi buradan belirleyin:`,
    official: (app) =>
      `${app} ekibi, hesabınız için yeni bir şifre belirlemenizi istiyor. Bunu yapana kadar şifreyle oturum açamazsınız. Şifreyi buradan belirleyin:`,
    connected: (providers) =>
      `Hesabınızda şunlarla da oturum açılabilir: ${providers}. Bunlardan birini tanımıyorsanız şifreyi belirledikten sonra hesabınızdan bağlantısını kaldırın.`,
    limit: (when) =>
      `Bağlantı yalnızca bir kez kullanılabilir. Son geçerlilik zamanı: ${when}. Yeni şifreyi kaydettiğinizde oturumunuzu her yerde kapatırız.`,
    wasNotYou: (where) =>
      `Bu e-postayı yok sayabilirsiniz: bağlantı kullanılmadıkça hiçbir şey değişmez. İsteğin kaynağı: ${where}.`,
  },
  code: {
    limit: (when) => `Kod yalnızca bir kez kullanılabilir. Son geçerlilik zamanı: ${when}.`,
    came: (where) => `İsteğin kaynağı: ${where}. Kodu kimseyle paylaşmayın.`,
    signIn: {
      subject: (app) => `${app} oturum açma kodunuz`,
      what: (app) => `${app} hesabınızda oturum açmak için bu kodu girin:`,
      wasNotYou: 'Bu e-postayı yok sayabilirsiniz: kod olmadan kimse giremez.',
    },
    reset: {
      subject: (app) => `${app} şifrenizi sıfırlama kodunuz`,
      what: (app) => `${app} şifrenizi sıfırlamak için bu kodu girin:`,
      wasNotYou: 'Bu e-postayı yok sayabilirsiniz: kod kullanılmadıkça hiçbir şey değişmez.',
    },
    secondStep: {
      subject: (app) => `${app} hesabınızda oturum açmayı tamamlama kodunuz`,
      what: (app) => `${app} hesabınızda oturum açmayı tamamlamak için bu kodu girin:`,
      wasNotYou:
        'Birisi şifrenizi biliyor. Kod olmadan giremez ama şimdi yeni bir şifre belirleyin.',
    },
    stepUp: {
      subject: (app) => `${app} hesabınızda siz olduğunuzu doğrulama kodunuz`,
      what: (app) => `${app} hesabınızda siz olduğunuzu doğrulamak için bu kodu girin:`,
      wasNotYou:
        'Birisi hesabınızda oturum açmış. Herkesin oturumunu kapatmak için yeni bir şifre belirleyin.',
    },
    address: {
      subject: (app) => `${app} için e-posta adresinizi doğrulama kodunuz`,
      what: (app, provider) =>
        `Birisi ${provider} ile ${app} hizmetine geldi ve bu e-posta adresini verdi. Bu sizseniz adresin size ait olduğunu doğrulamak için bu kodu girin:`,
      wasNotYou: 'Bu e-postayı yok sayabilirsiniz: kod olmadan adresinizi kimse kullanamaz.',
    },
  },
  emailChange: {
    subject: (app) => `${app} için yeni e-posta adresinizi onaylayın`,
    what: (app) =>
      `Birisi bir ${app} hesabının bu e-posta adresine taşınmasını istedi. Bu sizseniz adresin size ait olduğunu onaylayın:`,
    button: 'Bu adresi kullan',
    limit: (when) => `Bağlantı yalnızca bir kez kullanılabilir. Son geçerlilik zamanı: ${when}.`,
    wasNotYou: (where) =>
      `Bu e-postayı yok sayabilirsiniz: bağlantı kullanılmadıkça hesabın adresi aynı kalır. İsteğin kaynağı: ${where}.`,
  },
  addressInUse: {
    subject: (app) => `E-posta adresiniz zaten bir ${app} hesabına ait`,
    what: (app) =>
      `Birisi başka bir ${app} hesabını bu e-posta adresine taşımaya çalıştı ama bu adresin zaten kendi hesabı var. Hiçbir şey değişmedi.`,
    next: 'Bu sizseniz bunun yerine bu adresle oturum açın:',
    wasNotYou: (where) => `Bu e-postayı yok sayabilirsiniz. İsteğin kaynağı: ${where}.`,
  },
  emailNotice: {
    asked: {
      subject: (app) => `${app} hesabınızın e-posta adresi değişmek üzere`,
      what: (where, when) =>
        `Hesabınızda oturum açmış olan ve şifrenizi bilen birisi, hesabın başka bir e-posta adresine taşınmasını istedi. İsteğin kaynağı: ${where}. Tarih: ${when}.`,
      next: 'Bu sizseniz yeni adrese gönderdiğimiz e-postayı açın. Orada onaylayana kadar hiçbir şey değişmez.',
    },
    done: {
      subject: (app) => `${app} hesabınızın e-posta adresi değiştirildi`,
      what: (where, when) =>
        `Hesabınızın artık başka bir e-posta adresi var ve bundan sonra size oraya yazacağız. Yeni adresin onaylandığı yer: ${where}. Tarih: ${when}.`,
      next: 'Bu sizseniz bir sonraki oturum açışınızda yeni adresi kullanın.',
    },
    wasNotYou:
      'Başka biri şifrenizi biliyor. Bu adresi koruyabilirsiniz. O zaman herkesin oturumunu kapatır ve size yeni bir şifre belirlemeniz için e-postayla bağlantı göndeririz.',
    button: 'Bu adresi koru',
    limit: (when) => `Bağlantı yalnızca bir kez kullanılabilir. Son geçerlilik zamanı: ${when}.`,
  },
  erased: {
    subject: (app) => `${app} hesabınız silindi`,
    what: 'Hesabınız ve içindeki her şey silindi ve geri getirilemez.',
    byAdministrator: (when) => `Hesabı bir yönetici sildi. Tarih: ${when}.`,
    came: (where, when) => `İsteğin kaynağı: ${where}. Tarih: ${when}.`,
    wasNotYou:
      'Birisi buradaki şifrenizi biliyor. Aynı şifreyi başka bir yerde kullanıyorsanız orada şimdi değiştirin.',
  },
});
