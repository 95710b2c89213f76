import type { Words } from '../words.ts';

/** Texts of signing in with a provider, and of connecting one to an account. */
export const social = (): Words['social'] => ({
  continueWith: '<provider></provider> ile devam et',
  orContinueWith: 'veya şununla devam edin',
  address: {
    title: 'E-posta adresiniz',
    why: '<provider></provider> e-posta adresinize kefil olmuyor. Adresi girin; size ait olduğundan emin olmak için bir kod göndereceğiz.',
    hint: 'Şu anda e-postalarını okuyabildiğiniz bir adres olmalı.',
    send: 'E-postayla kod gönder',
    haveOne: 'Zaten hesabınız var mı? <link>Oturum açıp bağlayın</link>',
    sent: '<email></email> adresine bir kod yolda.',
  },
  finish: {
    title: 'Hesabınızı oluşturun',
    what: '<email></email> için bir hesap oluşturmak üzereyiz. Bu hesapta <provider></provider> ile oturum açacaksınız.',
  },
  existing: {
    title: 'Zaten bir hesabınız var',
    what: '<email></email> için bir hesap var. <provider></provider> ile henüz bağlantısı yok.',
    once: 'Her zamanki gibi oturum açın. Sonra <provider></provider> bağlantısını kurup onunla oturum açabilirsiniz.',
    go: 'Oturum açıp bağla',
  },
  join: {
    title: (provider) => `${provider} bağlansın mı?`,
    named: '<provider></provider> hesabı <identity></identity>, <who></who> hesabınıza bağlanacak.',
    unnamed: '<provider></provider> hesabınız, <who></who> hesabınıza bağlanacak.',
    means: 'Orada oturum açabilen herkes burada da oturum açabilir. Yalnızca size aitse bağlayın.',
    go: 'Bağla',
    dont: 'Bağlama',
    takenTitle: (provider) => `Bu ${provider} hesabı kullanılıyor`,
    taken:
      'Burada başka bir hesaba bağlı. Önce oradan bağlantısını kesin veya başka bir hesap seçin.',
    otherTitle: (provider) => `Başka bir ${provider} hesabı bağlı`,
    other: 'Bir hesaba her sağlayıcıdan bir hesap bağlanabilir. Önce diğerinin bağlantısını kesin.',
    tooManyTitle: 'Çok fazla hesap bağlı',
    tooMany: 'Önce birinin bağlantısını kesin.',
    unverifiedTitle: 'Önce e-posta adresinizi doğrulayın',
    unverified:
      'Kaydolduğunuzda e-postayla gönderdiğimiz bağlantıyı açın. Sonra bunu bağlayabilirsiniz.',
  },
  connections: {
    title: 'Oturum açma yolları',
    intro: 'Başka yerlerdeki bu hesaplarınızla burada oturum açabilirsiniz.',
    since: (when) => `Bağlanma tarihi: ${when}.`,
    lastUsed: (when) => `Son kullanım: ${when}.`,
    notConnected: 'Bağlı değil',
    connectTitle: (provider) => `${provider} bağlayın`,
    connectWhat:
      '<provider></provider> sayfasına gidip buraya döneceksiniz. Bir şey bağlanmadan önce size bir kez daha soracağız.',
    connected: (provider) => `${provider} bağlandı`,
    connectedMore: 'Artık onunla oturum açabilirsiniz.',
    yours: (provider) => `${provider} zaten bağlıydı`,
    yoursMore: 'Hiçbir şey değişmedi.',
    disconnected: (provider) => `${provider} bağlantısı kesildi`,
    disconnectedMore: 'Artık kimse onunla burada oturum açamaz.',
    expired: 'Bağlanacak bir şey yok',
    expiredMore: 'Çok uzun sürdü veya başka bir oturumda başlatıldı. Buradan yeniden başlayın.',
  },
  disconnect: {
    title: (provider) => `${provider} bağlantısı kesilsin mi?`,
    what: 'Artık <provider></provider> ile oturum açamazsınız. Bu hesapla açılan oturumlar, şu anki dışında sonlandırılır. İstediğiniz zaman yeniden bağlayabilirsiniz.',
    go: 'Bağlantıyı kes',
    keep: 'Kalsın',
    last: 'Tek oturum açma yolunuz bu',
    lastWhy:
      '<provider></provider> olmadan artık oturum açamazsınız. Önce bir şifre belirleyin veya bir geçiş anahtarı ekleyin.',
    setPassword: 'Şifre belirle',
    back: 'Geri',
  },
  notices: {
    refused: (provider) => `${provider} oturumunuzu açmadı`,
    refusedMore: 'Orada iptal etmiş olabilirsiniz. Yeniden deneyin veya başka bir yol seçin.',
    unreachable: (provider) => `${provider} şu anda yanıt vermiyor`,
    unreachableMore: 'Bir dakika bekleyip yeniden deneyin veya başka bir yol seçin.',
    invalid: (provider) => `${provider} yanıtı doğrulanamadı`,
    invalidMore: 'Hiçbir şey değişmedi. Yeniden deneyin veya başka bir yol seçin.',
    lost: 'Bu çok uzun sürdü veya başka bir tarayıcıda başladı',
    lostMore: 'Hiçbir şey değişmedi. Buradan yeniden başlayın.',
  },
});
