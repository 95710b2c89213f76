import type { Words } from '../words.ts';

export const kit = (): Words['kit'] => ({
  emailAddress: 'عنوان البريد الإلكتروني',
  ruleDone: '(تم)',
  ruleLater: '(نتحقّق منه عند المتابعة)',
  strengthWeak: 'القوة: ضعيفة',
  strengthFair: 'القوة: متوسطة',
  strengthGood: 'القوة: جيدة',
  strengthStrong: 'القوة: عالية',
  copy: 'نسخ',
  copied: 'تم النسخ',
  print: 'طباعة',
  passkeyCancelled: 'لم تكتمل العملية. حاول مرة أخرى عندما تكون مستعدًا، أو اختر طريقة أخرى.',
  passkeyKnown: 'لدى هذا الجهاز مفتاح مرور لحسابك بالفعل.',
  passkeyFailed: 'لم ينجح مفتاح المرور هنا. حاول مرة أخرى، أو اختر طريقة أخرى.',
  passkeyMissing: 'لا يدعم هذا المتصفّح مفاتيح المرور. جرّب متصفّحًا أو جهازًا آخر.',
  passkeyNeedsScript: 'تحتاج مفاتيح المرور إلى JavaScript، وهي متوقفة في هذا المتصفّح.',
});
