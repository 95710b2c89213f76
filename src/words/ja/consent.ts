import type { Words } from '../words.ts';

/** Texts of letting an app use the account, and of taking that back. */
export const consent = (): Words['consent'] => ({
  title: (app) => `${app}にアカウントの利用を許可しますか？`,
  heading: '<app></app>にアカウントの利用を許可しますか？',
  signedInAs: '<who></who>としてサインインしています。',
  may: '許可すると、このアプリは次のことができます。',
  scopes: {
    openid: 'ご本人であることの確認',
    profile: '名前、ユーザー名、言語、タイムゾーンの参照',
    email: 'メールアドレスの参照',
    offline_access: '許可を取り消すまで、アクセスを維持すること',
    roles: 'ロールの参照',
    account: 'お客様に代わるアカウントの管理',
  },
  goesTo: 'この後、<host></host>に移動します。',
  goesToDevice:
    'この後、このデバイスのアプリに移動します。そのアプリをご自身で開いた場合にのみ許可してください。',
  allow: '許可する',
  deny: '許可しない',
  later: '許可は、アカウントの「連携サービス」からいつでも取り消せます。',
  notYou: '別のアカウントを使う',
  goingToApp: 'アプリに戻ります。移動しない場合は、ボタンを押してください。',
  stray: {
    client: 'このアプリは登録されていません',
    clientWhat:
      '開かれたリンクは、このサービスを利用できるアプリのものではありません。前のページに戻ってやり直すか、アプリの開発者にお知らせください。',
    address: 'アプリが指定したアドレスが正しくありません',
    addressWhat:
      'アプリは、登録されていないアドレスへの移動を求めています。そのため、ここで中断しました。アプリの開発者にお知らせください。',
    expired: '時間切れになりました',
    expiredWhat: 'アプリに戻って、もう一度始めてください。情報は渡されていません。',
  },
  connections: {
    title: 'アカウントを利用しているアプリ',
    intro: '次のアプリがアカウントを利用できます。許可はアプリごとに取り消せます。',
    since: (when) => `許可した日時：${when}。`,
    lastUsed: (ago) => `最終使用：${ago}。`,
    withdraw: '許可を取り消す',
    withdrawn: (app) => `${app}はアカウントを利用できなくなりました`,
    withdrawnWhat: '再び利用するには、改めて許可が必要です。',
    notThere: 'このアプリはアカウントを利用できません',
    notThereWhat: 'すでに許可を取り消した可能性があります。',
    gone: '存在しなくなったアプリ',
  },
});
