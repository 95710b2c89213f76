import type { Words } from '../words.ts';

/** Texts of letting an app use the account, and of taking that back. */
export const consent = (): Words['consent'] => ({
  title: (app) => `Hesabınızı kullanmasına izin verilsin mi? Uygulama: ${app}`,
  heading: '<app></app> uygulaması hesabınızı kullanabilsin mi?',
  signedInAs: 'Oturumu açık olan hesap: <who></who>.',
  may: 'Uygulama şunları yapabilecek:',
  scopes: {
    openid: 'siz olduğunuzu bilmek',
    profile: 'adınızı, kullanıcı adınızı, dilinizi ve saat diliminizi görmek',
    email: 'e-posta adresinizi görmek',
    offline_access: 'siz geri alana kadar bu erişimi korumak',
    roles: 'rollerinizi görmek',
    account: 'hesabınızı sizin adınıza yönetmek',
  },
  goesTo: 'Ardından <host></host> adresine gideceksiniz.',
  goesToDevice:
    'Ardından bu cihazdaki bir uygulamaya gideceksiniz. Yalnızca o uygulamayı az önce kendiniz açtıysanız izin verin.',
  allow: 'İzin ver',
  deny: 'İzin verme',
  later: 'Bunu istediğiniz zaman hesabınızdaki “Bağlantılar” sayfasından geri alabilirsiniz.',
  notYou: 'Başka bir hesap kullan',
  goingToApp: 'Uygulamaya geri yönlendiriliyorsunuz. Bir şey olmazsa düğmeye basın.',
  stray: {
    client: 'Bu uygulama burada tanınmıyor',
    clientWhat:
      'Sizi buraya getiren bağlantı, bu hizmeti kullanabilen hiçbir uygulamaya ait değil. Geri dönüp yeniden deneyin veya uygulamayı yapanlara haber verin.',
    address: 'Bu uygulama yanlış bir adres verdi',
    addressWhat:
      'Uygulama sizi, kendisi için kayıtlı olmayan bir adrese göndermek istiyor; bu nedenle burada durduk. Uygulamayı yapanlara haber verin.',
    expired: 'Bu çok uzun sürdü',
    expiredWhat: 'Uygulamaya dönüp yeniden başlayın. Hiçbir bilgi aktarılmadı.',
  },
  connections: {
    title: 'Hesabınızı kullanan uygulamalar',
    intro: 'Bu uygulamalar hesabınızı kullanabiliyor. Her birinden bu izni geri alabilirsiniz.',
    since: (when) => `İzin tarihi: ${when}.`,
    lastUsed: (ago) => `Son kullanım: ${ago}.`,
    withdraw: 'İzni geri al',
    withdrawn: (app) => `${app} artık hesabınızı kullanamıyor`,
    withdrawnWhat: 'Size yeniden sorması gerekir.',
    notThere: 'Bu uygulama hesabınızı kullanamıyor',
    notThereWhat: 'Belki izni zaten geri almıştınız.',
    gone: 'Artık var olmayan bir uygulama',
  },
});
