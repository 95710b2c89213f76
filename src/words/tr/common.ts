import type { Words } from '../words.ts';

/** Texts that several pages share. */
export const common = (): Words['common'] => ({
  language: 'Dil',
  help: 'Yardım',
  terms: 'Koşullar',
  privacy: 'Gizlilik',
  skip: 'İçeriğe geç',
  error: 'Hata',
  errorTitle: (title) => `Hata: ${title}`,
  thingsToMend: (count) =>
    count === 1 ? 'Bir şeyin düzeltilmesi gerekiyor' : `${count} şeyin düzeltilmesi gerekiyor`,
  showPassword: 'Şifreyi göster',
  hidePassword: 'Şifreyi gizle',
  show: 'Göster',
  hide: 'Gizle',
  backTo: (app) => `${app} hizmetine dön`,
  backToSignIn: 'Oturum açma sayfasına dön',
  signOut: 'Oturumu kapat',
  signedInAs: 'Oturum açan hesap:',
  yourAccount: (name) => `Hesabınız: ${name}`,
  cancel: 'İptal',
  or: 'veya',
  goOn: 'Devam et',
  goingOn: 'Geri yönlendiriliyorsunuz',
  goingOnTo: (host) => `${host} adresine yönlendiriliyorsunuz. Bir şey olmazsa düğmeye basın.`,
  nothingSaved: 'Oturumunuz kapatılmış, bu nedenle hiçbir şey kaydedilmedi',
  nothingSavedWhy: 'Oturum açın, sizi kaldığınız yere geri götürelim.',
});
