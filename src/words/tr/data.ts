import type { Words } from '../words.ts';

/** Texts of connections, of downloading and of erasing an account. */
export const data = (): Words['data'] => ({
  connections: {
    none: 'Hiçbir uygulama hesabınızı kullanamıyor',
    what: 'Bir uygulamanın adınızı veya e-posta adresinizi kullanmasına izin verdiğinizde burada listelenir.',
    activity: 'Hesabınızda neler olduğunu <activity>Etkinlik</activity> sayfasında görebilirsiniz.',
  },
  intro: 'Verileriniz size aittir: bir kopyasını alın veya ayrılıp hepsini yanınızda götürün.',
  download: {
    title: 'Verilerinizi indirin',
    what: 'Hakkınızda tuttuğumuz her şey tek bir dosyada: profiliniz, nasıl oturum açtığınız, cihazlarınız ve etkinliğiniz. Bu, başka hizmetlerin de okuyabildiği bir JSON dosyasıdır.',
    proof: 'Önce siz olduğunuzu doğrulamanızı isteyeceğiz.',
    go: 'Verilerimi indir',
    ready: 'Teşekkürler. Artık verilerinizi indirebilirsiniz.',
  },
  erase: {
    title: 'Hesabınızı silin',
    what: 'Hesabınız, içindeki her şeyle birlikte kalıcı olarak silinir.',
    open: 'Hesabımı sil',
    consequences: 'Bu işlem hemen gerçekleşir ve geri alınamaz:',
    sessions: 'Tüm cihazlarda oturumunuz kapatılır.',
    profile: 'Profiliniz, şifreniz, geçiş anahtarlarınız ve kurtarma kodlarınız silinir.',
    apps: (app) =>
      `${app} hizmetinde ve bu hesabı kullandığınız diğer yerlerde artık oturum açamazsınız.`,
    records: 'Olanların kayıtları, sizi belirten hiçbir şey içermeden bir süre daha saklanır.',
    address: 'Şu adrese son bir e-posta göndeririz: <email></email>.',
    copy: 'Önce bir kopya mı istiyorsunuz? <download>Verilerinizi indirin</download>.',
    sure: 'Hesabımın geri getirilemeyeceğini anlıyorum',
    sureMissing: 'Devam etmek için kutuyu işaretleyin: silme işlemi geri alınamaz.',
    password: 'Şifreniz',
    passwordMissing: 'Şifrenizi girin.',
    passwordWrong: 'Bu sizin şifreniz değil. Yeniden girin.',
    locked: 'Çok fazla yanlış şifre girildi',
    lockedWhat: (span) => `${span} bekleyin, sonra tekrar deneyin. Hesabınız değişmedi.`,
    last: 'Son yönetici sizsiniz',
    lastWhat: 'Önce başka birini yönetici yapın, sonra hesabınızı silin.',
    keep: 'Hesabımı koru',
  },
  goodbye: {
    title: 'Hesabınız silindi',
    what: 'Oturumunuz her yerde kapatıldı ve hesabınızdaki her şey silindi.',
    again: 'İstediğiniz zaman yeni bir hesap oluşturabilirsiniz.',
    signUp: 'Yeni hesap oluştur',
  },
});
