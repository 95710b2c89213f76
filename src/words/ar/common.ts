import { createPlural } from '../plural.ts';
import type { Words } from '../words.ts';

const plural = createPlural('ar');

export const common = (): Words['common'] => ({
  language: 'اللغة',
  help: 'المساعدة',
  terms: 'الشروط',
  privacy: 'الخصوصية',
  skip: 'التخطّي إلى المحتوى',
  error: 'خطأ',
  errorTitle: (title) => `خطأ: ${title}`,
  thingsToMend: (count) =>
    plural(count, {
      zero: 'لا شيء يحتاج إلى مراجعة',
      one: 'هناك أمر واحد يحتاج إلى مراجعة',
      two: 'هناك أمران يحتاجان إلى مراجعة',
      few: `هناك ${count} أمور تحتاج إلى مراجعة`,
      many: `هناك ${count} أمرًا يحتاج إلى مراجعة`,
      other: `هناك ${count} أمر يحتاج إلى مراجعة`,
    }),
  showPassword: 'إظهار كلمة المرور',
  hidePassword: 'إخفاء كلمة المرور',
  show: 'إظهار',
  hide: 'إخفاء',
  backTo: (app) => `العودة إلى ${app}`,
  backToSignIn: 'العودة إلى تسجيل الدخول',
  signOut: 'تسجيل الخروج',
  signedInAs: 'مسجّل الدخول باسم',
  yourAccount: (name) => `حسابك: ${name}`,
  cancel: 'إلغاء',
  or: 'أو',
  goOn: 'متابعة',
  goingOn: 'جارٍ نقلك',
  goingOnTo: (host) => `أنت في طريقك إلى \u2068${host}\u2069. إذا لم يحدث شيء، فاضغط على الزر.`,
  nothingSaved: 'تم تسجيل خروجك، لذلك لم يُحفظ شيء',
  nothingSavedWhy: 'سجّل الدخول، وسنعيدك إلى حيث كنت.',
});
