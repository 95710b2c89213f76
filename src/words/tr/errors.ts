import type { Words } from '../words.ts';

/** Texts of: errors that a whole page is about, limits, `/`. */
export const errors = (): Words['errors'] => ({
  cookiesOff: 'Tarayıcınız çerezimizi göndermedi',
  cookiesOffWhy:
    'Bu formun sizden geldiğini bilmek için bir çereze ihtiyacımız var. Tarayıcınızın ayarlarından bu site için çerezlere izin verin, sonra sayfayı yeniden açın.',
  outOfDate: 'Bu sayfa güncel değil',
  outOfDateWhy:
    'Başka bir sekmede oturum açmış veya oturumu kapatmış ya da sayfayı uzun süre açık bırakmış olabilirsiniz. Sayfayı yeniden açıp oradan devam edin.',
  nothingChanged: 'Hiçbir şey değişmedi',
  openAgain: 'Sayfayı yeniden aç',
  tooMany: 'Çok fazla deneme yapıldı',
  tooManyWhy: (wait) =>
    `Sizden veya ağınızdan çok fazla istek geldi. ${wait} sonra tekrar deneyin.`,
  notFound: 'Bu sayfayı bulamadık',
  notFoundWhy:
    'Adres yanlış yazılmış veya sayfa taşınmış olabilir. Bir e-postadaki bağlantıdan geldiyseniz e-postayı yeniden açın ve bağlantının tamamını kullanın.',
  notAllowed: 'Bu sayfayı açamazsınız',
  notAllowedWhy: 'Hesabınızın bu sayfayı görme izni yok veya sayfa bu şekilde açılamaz.',
  signInFirst: 'Önce oturum açın',
  signInFirstWhy: 'Bu sayfa, oturum açmış kişiler içindir.',
  refused: 'Bunu yapamadık',
  refusedWhy: 'Tarayıcınızın gönderdiği, bu sayfanın beklediğinden farklı. Sayfayı yeniden açın.',
  busy: 'Bunu şu anda yapamıyoruz',
  busyWhy:
    'Hizmetimizin bir bölümü yanıt vermiyor. Hiçbir şey kaybolmadı: birkaç saniye sonra tekrar deneyin.',
  fault: 'Bizden kaynaklanan bir sorun oluştu',
  faultWhy: 'Sorundan haberimiz var. Birkaç dakika sonra tekrar deneyin.',
  root: {
    title: (app) => `${app} hesabınız`,
    what: 'Burada oturum açar ve hesabınızı yönetirsiniz: şifre, geçiş anahtarları, cihazlar ve veriler.',
    signIn: 'Oturum aç',
    signUp: 'Hesap oluştur',
    developers: 'Geliştiriciler için',
    documents:
      'Bu hizmetin bir API’si var. <docs>Tarayıcıda deneyin</docs>, <reference>başvuru belgelerini</reference> okuyun veya <schema>OpenAPI belgesini</schema> alın.',
    collections:
      'Aynı istekler <postman>Postman</postman> için ve <http>.http dosyası</http> olarak da sunulur.',
  },
  toAccount: 'Hesabıma git',
  toSignIn: 'Oturum açma sayfasına git',
  tryAgain: 'Tekrar dene',
  quote: 'Hâlâ çözemediniz mi? <help>Yardım isteyin</help> ve <id>kimliği</id> belirtin.',
  quoteAlone: 'Yardım isterseniz <id>kimliği</id> belirtin.',
});
