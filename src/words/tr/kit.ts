import type { Words } from '../words.ts';

/** Texts of the parts that every page is made of. */
export const kit = (): Words['kit'] => ({
  emailAddress: 'E-posta adresi',
  ruleDone: '(tamam)',
  ruleLater: '(devam ettiğinizde kontrol ederiz)',
  strengthWeak: 'Şifre gücü: zayıf',
  strengthFair: 'Şifre gücü: orta',
  strengthGood: 'Şifre gücü: iyi',
  strengthStrong: 'Şifre gücü: yüksek',
  copy: 'Kopyala',
  copied: 'Kopyalandı',
  print: 'Yazdır',
  passkeyCancelled:
    'İşlem tamamlanmadı. Hazır olduğunuzda tekrar deneyin veya başka bir yol seçin.',
  passkeyKnown: 'Bu cihazda hesabınız için zaten bir geçiş anahtarı var.',
  passkeyFailed: 'Bu geçiş anahtarı burada çalışmadı. Tekrar deneyin veya başka bir yol seçin.',
  passkeyMissing:
    'Bu tarayıcı geçiş anahtarlarını kullanamıyor. Başka bir tarayıcı veya cihaz deneyin.',
  passkeyNeedsScript: 'Geçiş anahtarları JavaScript gerektirir ve bu tarayıcıda JavaScript kapalı.',
});
