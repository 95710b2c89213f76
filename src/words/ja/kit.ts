import type { Words } from '../words.ts';

export const kit = (): Words['kit'] => ({
  emailAddress: 'メールアドレス',
  ruleDone: '（完了）',
  ruleLater: '（続けるときに確認します）',
  strengthWeak: '強度：弱い',
  strengthFair: '強度：やや弱い',
  strengthGood: '強度：良い',
  strengthStrong: '強度：強い',
  copy: 'コピー',
  copied: 'コピーしました',
  print: '印刷',
  passkeyCancelled:
    '完了しませんでした。準備ができたらもう一度試すか、別の方法を選択してください。',
  passkeyKnown: 'このデバイスには、このアカウントのパスキーがすでにあります。',
  passkeyFailed: 'このパスキーは使用できませんでした。もう一度試すか、別の方法を選択してください。',
  passkeyMissing:
    'このブラウザではパスキーを使用できません。別のブラウザまたはデバイスをお試しください。',
  passkeyNeedsScript: 'パスキーにはJavaScriptが必要ですが、このブラウザではオフになっています。',
});
