import type { Words } from '../words.ts';

/** Texts of: the pages of mailed links. */
export const links = (): Words['links'] => ({
  dead: 'Bu bağlantı artık geçerli değil',
  sendNew: 'Yeni bağlantı gönder',
  signIn: 'Oturum aç',
  toAccount: 'Hesabıma git',
  newPassword: 'Yeni şifre belirle',
  unlock: {
    title: 'Hesabınızın kilidini açın',
    what: 'Birisi çok fazla yanlış şifre veya kod girdi, bu nedenle hesabınızı bir süreliğine kilitledik.',
    more: 'Bu sizseniz kilidi şimdi açın. Siz değilseniz kilitli bırakın: kilit kendiliğinden açılır.',
    secondStep: {
      what: 'Birisi hesabınızda oturum açmanın ilk adımını geçti, ardından çok fazla yanlış şifre veya kod girdi, bu nedenle hesabınızı yeni cihazlar için kilitledik.',
      more: 'Bu sizseniz kilidi şimdi açın. Siz değilseniz bunun yerine yeni bir şifre belirleyin: bu da kilidi açar.',
    },
    button: 'Hesabımın kilidini aç',
    done: 'Hesabınızın kilidi açıldı',
    doneWhat: 'Yeniden oturum açabilirsiniz.',
    deadWhy:
      'Bağlantı zaten kullanılmış veya hesabınız artık kilitli değil. Oturum açmayı deneyin: hesap hâlâ kilitliyse size yeni bir bağlantı göndeririz.',
  },
  changeEmail: {
    title: 'Yeni e-posta adresinizi onaylayın',
    what: (email) =>
      `Hesabınız için <b>${email}</b> adresini kullanın ve bundan sonra onunla oturum açın.`,
    more: (email) => `Bu adres, <b>${email}</b> adresinin yerini alır.`,
    button: 'Bu adresi kullan',
    done: 'E-posta adresiniz değişti',
    doneWhat: 'Bir sonraki oturum açışınızda yeni adresi kullanın.',
    deadWhy:
      'Bağlantı zaten kullanılmış veya süresi dolmuş ya da değişiklik geri alınmış. E-posta adresinizi hâlâ değiştirmek istiyorsanız hesabınızdan yeniden başlayın.',
  },
  undoEmailChange: {
    title: 'E-posta adresinizi koruyun',
    what: (email) =>
      `Hesabınızın adresini başka biri mi değiştirdi? <b>${email}</b> adresini geri getirebiliriz.`,
    more: 'O zaman herkesin oturumunu kapatır, bu kişinin hesabınıza eklediklerini kaldırır ve size yeni bir şifre belirlemeniz için bağlantı göndeririz.',
    button: 'Bu adresi koru',
    done: 'Hesabınızın adresi korunuyor',
    doneWhat:
      'Herkesin oturumu kapatıldı. Gelen kutunuza bakın: size yeni bir şifre belirlemeniz için bağlantı gönderiyoruz.',
    deadWhy:
      'Bağlantı zaten kullanılmış veya süresi dolmuş ya da adres artık başka bir hesaba ait. Son durumu görmek için oturum açmayı deneyin.',
  },
  undoFactorChange: {
    title: 'Değişikliği geri alın',
    what: 'Hesabınızda nasıl oturum açabileceğinizi başka biri mi değiştirdi? Eklenenleri veya kaldırılanları geri almak için düğmeye basın.',
    more: 'O zaman herkesin oturumunu kapatırız.',
    password: {
      label: 'Değişiklikten önceki şifreniz',
      hint: 'Bu şifre olmadan tek geçiş anahtarınızın veya kimlik doğrulama uygulamanızın kaldırılması 24 saat sürer.',
      wrong: 'Değişiklikten önceki şifrenizi girin veya bu alanı boş bırakın.',
    },
    button: 'Geri al',
    done: 'Değişiklik geri alındı',
    waits: 'Değişiklik geri alınacak',
    signedOut: 'Herkesin oturumu kapatıldı.',
    newPassword: 'Yeni bir şifre belirleyin: değişikliği yapan kişi eskisini biliyor olabilir.',
    checkCodes: 'Kurtarma kodlarınızı kontrol edin.',
    waitsWhy:
      'Geriye başka bir geçiş anahtarı veya kimlik doğrulama uygulaması kalmayacağı için geri almadan önce bekliyoruz.',
    waitsKnow:
      'Değişiklikten önceki şifreyi biliyorsanız yeni bir şifre belirlemeden önce bağlantıyı yeniden açıp o şifreyi girin. Değişiklik hemen geri alınır.',
    waitsWhat: (at) =>
      `Eklenenin kaldırılacağı zaman: ${at}. O zamandan önce birisi eklenenle oturum açarsa kaldırma yapılmaz.`,
    deadWhy:
      'Bağlantı zaten kullanılmış veya süresi dolmuş. Hesabınızın nasıl korunduğunu görmek için oturum açın.',
  },
  cancelRemoval: {
    title: 'İki adımlı doğrulamayı koruyun',
    what: 'Birisi hesabınızın geçiş anahtarlarının, kimlik doğrulama uygulamalarının veya kurtarma kodlarının kaldırılmasını istedi.',
    more: 'Bunları korumak için düğmeye basın.',
    button: 'Koru',
    done: 'Hiçbir şey kaldırılmayacak',
    doneWhat: 'Önceki gibi oturum açın.',
    deadWhy:
      'Bağlantı zaten kullanılmış veya süresi dolmuş ya da kaldırma işlemi yapılmış. Hesabınızın nasıl korunduğunu görmek için oturum açın.',
  },
});
