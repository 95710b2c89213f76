import type { Words } from '../words.ts';

export const errors = (): Words['errors'] => ({
  cookiesOff: 'ブラウザからCookieが送信されませんでした',
  cookiesOffWhy:
    'フォームがお客様のものであることを確認するために、Cookieが1つ必要です。ブラウザの設定でこのサイトのCookieを許可してから、ページをもう一度開いてください。',
  outOfDate: 'このページは最新ではありません',
  outOfDateWhy:
    '別のタブでサインインまたはサインアウトしたか、ページを長時間開いたままにした可能性があります。ページをもう一度開いて、続けてください。',
  nothingChanged: '何も変更されていません',
  openAgain: 'ページをもう一度開く',
  tooMany: '試行回数が多すぎます',
  tooManyWhy: (wait) =>
    `お使いのデバイスまたはネットワークからのリクエストが多すぎます。${wait}後にもう一度お試しください。`,
  notFound: 'ページが見つかりません',
  notFoundWhy:
    'アドレスが間違っているか、ページが移動した可能性があります。メールのリンクから開いた場合は、メールをもう一度開き、リンク全体を使用してください。',
  notAllowed: 'このページを開くことはできません',
  notAllowedWhy: 'このアカウントには表示する権限がないか、この方法では開けないページです。',
  signInFirst: '先にサインインしてください',
  signInFirstWhy: 'このページを表示するには、サインインが必要です。',
  refused: '処理できませんでした',
  refusedWhy:
    'ブラウザから送信された内容が、このページで想定されているものと異なります。ページをもう一度開いてください。',
  busy: '現在、処理できません',
  busyWhy:
    'サービスの一部が応答していません。失われたデータはありません。数秒後にもう一度お試しください。',
  fault: '問題が発生しました',
  faultWhy: 'この問題は記録されました。数分後にもう一度お試しください。',
  root: {
    title: (app) => `${app}のアカウント`,
    what: 'サインインと、アカウントの管理（パスワード、パスキー、デバイス、データ）ができます。',
    signIn: 'サインイン',
    signUp: 'アカウントを作成',
    developers: '開発者の方へ',
    documents:
      'このサービスにはAPIがあります。<docs>ブラウザで試す</docs>、<reference>リファレンス</reference>を読む、または<schema>OpenAPIドキュメント</schema>を取得することができます。',
    collections:
      '同じリクエストは、<postman>Postman</postman>用と<http>.httpファイル</http>でも用意しています。',
  },
  toAccount: 'アカウントに移動',
  toSignIn: 'サインインに移動',
  tryAgain: 'もう一度試す',
  quote: '解決しない場合は、ID <id>番号</id>を添えて<help>お問い合わせください</help>。',
  quoteAlone: 'お問い合わせの際は、ID <id>番号</id>をお知らせください。',
});
