import { createPlural } from '../plural.ts';
import type { Words } from '../words.ts';

const plural = createPlural('ar');

export const sessions = (): Words['sessions'] => ({
  intro:
    'كل الأماكن التي سجّلت الدخول منها. ألا تعرف أحدها؟ سجّل الخروج منه، ثم <password>غيّر كلمة المرور</password>.',
  thisDevice: 'هذا الجهاز',
  twoSteps: 'بخطوتين',
  lastUsed: (ago) => `آخر استخدام: ${ago}.`,
  signedIn: (when) => `تم تسجيل الدخول بتاريخ ${when}.`,
  signedInWith: (when, ways) => `تم تسجيل الدخول بتاريخ ${when} باستخدام ${ways}.`,
  ways: {
    pwd: 'كلمة المرور',
    otp: 'رمز',
    email: 'رابط مرسَل بالبريد الإلكتروني',
    fed: 'حساب آخر لك',
    hwk: 'مفتاح مرور',
  },
  // The mark keeps a place right to left whose city has a Latin name.
  place: (city, country) => `\u200f${city}، ${country}`,
  // An Arabic word comes first: a page that isolates the text takes its direction from it.
  device: {
    browserOn: (browser, os) => `متصفّح ${browser} على ${os}`,
    browser: (browser) => `متصفّح ${browser} على نظام غير معروف`,
    unknownOn: (os) => `متصفّح غير معروف على ${os}`,
    unknown: 'متصفّح غير معروف',
    app: (name) => `تطبيق أو برنامج نصي (\u2068${name}\u2069)`,
    appleApp: 'تطبيق من Apple',
  },
  end: 'تسجيل الخروج',
  ended: 'تم تسجيل الخروج من ذلك الجهاز',
  endedWhy: 'عليه تسجيل الدخول من جديد.',
  notThere: 'لم يعد ذلك الجهاز مسجّل الدخول',
  notThereWhy: 'ربما تم تسجيل الخروج منه في علامة تبويب أخرى، أو انتهت مدته.',
  others: {
    open: 'تسجيل الخروج من كل مكان آخر',
    title: (count) =>
      plural(count, {
        zero: 'لا توجد أجهزة أخرى لتسجيل الخروج منها',
        one: 'هل تريد تسجيل الخروج من جهازك الآخر؟',
        two: 'هل تريد تسجيل الخروج من جهازين آخرين؟',
        few: `هل تريد تسجيل الخروج من ${count} أجهزة أخرى؟`,
        many: `هل تريد تسجيل الخروج من ${count} جهازًا آخر؟`,
        other: `هل تريد تسجيل الخروج من ${count} جهاز آخر؟`,
      }),
    what: 'سيلزم تسجيل الدخول هناك من جديد. يبقى هذا الجهاز مسجّل الدخول.',
    go: (count) =>
      plural(count, {
        zero: 'تسجيل الخروج',
        one: 'تسجيل الخروج من جهاز واحد',
        two: 'تسجيل الخروج من جهازين',
        few: `تسجيل الخروج من ${count} أجهزة`,
        many: `تسجيل الخروج من ${count} جهازًا`,
        other: `تسجيل الخروج من ${count} جهاز`,
      }),
    keep: (count) => (count === 1 ? 'الإبقاء عليه' : 'الإبقاء عليها'),
    none: 'لم تسجّل الدخول من أي مكان آخر',
    noneWhat: 'هذا هو الجهاز الوحيد، لذلك لا يوجد ما يُسجَّل الخروج منه.',
    back: 'العودة إلى الجلسات',
    done: (count) =>
      plural(count, {
        zero: 'لم تكن مسجّل الدخول من أي مكان آخر',
        one: 'تم تسجيل الخروج من جهازك الآخر',
        two: 'تم تسجيل الخروج من جهازيك الآخرين',
        few: `تم تسجيل الخروج من ${count} أجهزة أخرى`,
        many: `تم تسجيل الخروج من ${count} جهازًا آخر`,
        other: `تم تسجيل الخروج من ${count} جهاز آخر`,
      }),
  },
});
