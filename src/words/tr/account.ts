import type { Words } from '../words.ts';

/** Texts of the pages of an account, and of its profile. */
export const account = (): Words['account'] => ({
  yours: 'Hesap',
  console: 'Konsol',
  pages: {
    profile: 'Profil',
    security: 'Güvenlik',
    sessions: 'Oturumlar',
    activity: 'Etkinlik',
    connections: 'Bağlantılar',
    data: 'Verileriniz',
  },
  save: 'Değişiklikleri kaydet',
  profile: {
    intro: 'Adınız ile sayfaların ve e-postaların dili ve saat dilimi.',
    saved: 'Profiliniz kaydedildi',
    about: 'Hakkınızda',
    firstName: 'Ad',
    lastName: 'Soyad',
    displayName: 'Size nasıl hitap edelim',
    displayNameHint: 'Boş bırakırsanız adınızı ve soyadınızı kullanırız.',
    timezone: 'Saat dilimi',
    timezoneHint: 'Sayfalardaki ve e-postalardaki saatler bu dilime göre gösterilir.',
    language: 'Dil',
    languageHint: 'Sayfalar ve e-postalar bu dilde yazılır.',
    languageOfBrowser: 'Tarayıcımın istediği dil',
    problems: {
      name: 'Tek satırda en fazla 150 karakter kullanın.',
      timezone: 'Listeden bir saat dilimi seçin.',
      locale: 'Listeden bir dil seçin.',
    },
  },
  names: {
    title: 'Nasıl oturum açıyorsunuz',
    email: 'E-posta adresi',
    confirmed: 'Doğrulandı',
    notConfirmed: 'Henüz doğrulanmadı',
    changeEmail: 'E-posta adresini değiştir',
    username: 'Kullanıcı adı',
    noUsername: 'Kullanıcı adınız yok. E-posta adresinizle oturum açıyorsunuz.',
    changeUsername: 'Kullanıcı adını değiştir',
    chooseUsername: 'Kullanıcı adı belirle',
  },
  username: {
    title: 'Kullanıcı adınızı değiştirin',
    chooseTitle: 'Kullanıcı adı belirleyin',
    ask: 'E-posta adresiniz yerine bununla oturum açabilirsiniz.',
    hint: '3 ila 30 harf, rakam, nokta, kısa çizgi veya alt çizgi. Boş bırakırsanız kullanıcı adınız olmaz.',
    saved: 'Kullanıcı adınız kaydedildi',
    problems: {
      form: '3 ila 30 harf, rakam, nokta, kısa çizgi veya alt çizgi kullanın; başında ve sonunda harf ya da rakam olsun.',
      taken: 'Başka bir kullanıcı adı belirleyin. Bu ad başka birine ait.',
    },
  },
  email: {
    title: 'E-posta adresinizi değiştirin',
    now: 'Hesabınızın adresi: <b></b>.',
    ask: 'Yeni adrese bir bağlantı göndereceğiz. Hesabınız ancak bu bağlantıyı açtığınızda değişir, daha önce değil.',
    undo: 'Şu anki adresinize de haber veririz; gönderdiğimiz bağlantıyla değişiklik üç gün boyunca geri alınabilir.',
    newEmail: 'Yeni e-posta adresi',
    password: 'Şifreniz',
    send: 'Bana bağlantı gönder',
    sent: 'Yeni adresinizin gelen kutusuna bakın',
    sentWhat:
      'Şu adrese bir bağlantı gönderdik: <b></b>. Değişikliği tamamlamak için bağlantıyı açın.',
    noPassword: 'Önce bir şifre belirleyin',
    noPasswordWhy:
      'Adresinizi yalnızca şifrenizi bilen biri değiştirebilir ve hesabınızın şifresi yok.',
    problems: {
      form: 'ad@example.com gibi tam bir e-posta adresi girin.',
      unchanged: 'Başka bir adres girin. Hesabınızın adresi zaten bu.',
    },
  },
});
