import type { Words } from '../words.ts';

/** Texts of: choosing a password. */
export const password = (): Words['password'] => ({
  title: 'Yeni bir şifre belirleyin',
  newPassword: 'Yeni şifre',
  again: 'Yeni şifre (tekrar)',
  save: 'Şifreyi kaydet',
  rules: {
    length: (least) => `En az ${least} karakter`,
    lower: 'Bir küçük harf',
    upper: 'Bir büyük harf',
    digit: 'Bir rakam',
    symbol: 'Bir simge, örneğin ! veya ?',
    secret: 'Tahmin edilmesi zor olmalı ve hiçbir sızdırılmış şifre listesinde bulunmamalı',
    history: (count) =>
      count === 1 ? 'Şu anki şifreniz olmamalı' : `Son ${count} şifrenizden biri olmamalı`,
  },
  problems: {
    too_short: (least, has) => `Şifreyi en az ${least} karakter yapın. Sizinki ${has} karakter.`,
    too_long: (most) => `Şifreyi en fazla ${most} karakter yapın.`,
    missing_lowercase: 'Şifreye bir küçük harf ekleyin.',
    missing_uppercase: 'Şifreye bir büyük harf ekleyin.',
    missing_digit: 'Şifreye bir rakam ekleyin.',
    missing_symbol: 'Şifreye bir simge ekleyin, örneğin ! veya ?.',
    too_similar: 'Adınıza, adresinize ve bizim adımıza daha az benzeyen bir şifre belirleyin.',
    too_guessable:
      'Şifreyi uzatın veya birbiriyle ilgisiz birkaç kelime kullanın. Tahmin edilmesi kolay.',
    too_common:
      'Başka bir şifre belirleyin. Bu, en yaygın şifrelerden biri veya onlardan biriyle başlıyor.',
    keyboard_pattern: 'Başka bir şifre belirleyin. Yan yana tuşları tahmin etmek kolaydır.',
    repeats: 'Başka bir şifre belirleyin. Tekrarlanan karakterler pek işe yaramaz.',
    sequence: 'Başka bir şifre belirleyin. abc veya 6543 gibi dizileri tahmin etmek kolaydır.',
    date: 'Başka bir şifre belirleyin. Tarihleri ve yılları tahmin etmek kolaydır.',
    single_word: 'Şifre için birkaç kelime kullanın. Tek bir kelimeyi tahmin etmek kolaydır.',
    reused: 'Burada daha önce kullanmadığınız bir şifre belirleyin.',
    breached: 'Başka bir şifre belirleyin. Bu, sızdırılmış şifrelerin bulunduğu bir listede.',
    several: 'Tüm kurallara uyan bir şifre belirleyin.',
    other: 'Başka bir şifre belirleyin.',
    missing: 'Bir şifre girin.',
    different: 'Aynı şifreyi iki kez yazın. İkisi birbirinden farklı.',
  },
  reset: {
    who: (email) =>
      `Bu şifre <b>${email}</b> hesabı için. Kaydettiğinizde tüm cihazlarda oturumunuzu kapatırız.`,
    deadWhy:
      'Şifre bağlantıları yalnızca bir kez ve kısa bir süre kullanılabilir. Bu bağlantı zaten kullanılmış veya süresi dolmuş. Hesabınızda hiçbir şey değişmedi.',
    saved: 'Şifreniz kaydedildi',
    savedWhat: 'Oturumunuzu her yerde kapattık. Yeni şifrenizle oturum açın.',
    confirmedFirst:
      'E-posta adresiniz doğrulandı. Önceki şifre artık geçersiz, bu nedenle şimdi bir şifre belirleyin.',
    usernameGone:
      'Bu arada başka biri kullanıcı adınızı aldı. Profilinizden başka bir ad belirleyebilirsiniz.',
  },
  forgot: {
    title: 'Yeni şifre isteyin',
    what: 'E-posta adresinizi yazın, size yeni bir şifre belirlemeniz için bağlantı gönderelim.',
    hint: 'Bu adres için bir hesap varsa bağlantı göndeririz.',
    send: 'Bana bağlantı gönder',
    sentTitle: 'Gelen kutunuza bakın',
    sentTo: (email) =>
      `<b>${email}</b> için bir hesap varsa bu adrese, yeni bir şifre belirlemek için bağlantı gönderdik.`,
    sent: 'Adresiniz için bir hesap varsa bu adrese, yeni bir şifre belirlemek için bağlantı gönderdik.',
    sentOnce:
      'Bağlantı yalnızca bir kez ve kısa bir süre kullanılabilir. Bu sayfayı kapatabilirsiniz.',
    spam: 'Birkaç dakika sonra hâlâ bir şey gelmedi mi? Spam klasörünüze bakın veya yeniden gönderin.',
    again: 'Yeniden gönder',
    otherAddress: 'Başka bir adres kullan',
  },
});
