import type { Words } from '../words.ts';

/** Texts of signing in with a provider, and of connecting one to an account. */
export const social = (): Words['social'] => ({
  continueWith: '<provider></provider>で続ける',
  orContinueWith: 'または次のサービスで続ける',
  address: {
    title: 'メールアドレス',
    why: '<provider></provider>ではメールアドレスを確認できませんでした。入力いただいたアドレスに、ご本人のものであることを確かめるコードを送信します。',
    hint: '今すぐメールを確認できるアドレスを入力してください。',
    send: 'コードをメールで送信',
    haveOne: 'すでにアカウントをお持ちですか？<link>サインインして連携する</link>',
    sent: '<email></email>にコードを送信しました。',
  },
  finish: {
    title: 'アカウントを作成',
    what: '<email></email>のアカウントを作成します。サインインには<provider></provider>を使います。',
  },
  existing: {
    title: 'すでにアカウントがあります',
    what: '<email></email>のアカウントがあります。<provider></provider>とはまだ連携していません。',
    once: 'いつもの方法でサインインしてください。その後<provider></provider>を連携すると、サインインに使えるようになります。',
    go: 'サインインして連携',
  },
  join: {
    title: (provider) => `${provider}を連携しますか？`,
    named: '<provider></provider>の<identity></identity>を、アカウント<who></who>に連携します。',
    unnamed: '<provider></provider>のアカウントを、アカウント<who></who>に連携します。',
    means:
      '連携すると、そちらにサインインできる人はここにもサインインできます。ご自身のものである場合だけ連携してください。',
    go: '連携する',
    dont: '連携しない',
    takenTitle: (provider) => `この${provider}アカウントは使用中です`,
    taken:
      'ここの別のアカウントに連携されています。先にそちらで連携を解除するか、別のアカウントを選んでください。',
    otherTitle: (provider) => `別の${provider}アカウントが連携されています`,
    other: '連携できるのは、サービスごとに1つです。先にもう一方の連携を解除してください。',
    tooManyTitle: '連携が多すぎます',
    tooMany: '先にどれか1つの連携を解除してください。',
    unverifiedTitle: '先にメールアドレスを確認してください',
    unverified: '登録時にお送りしたメールのリンクを開いてください。その後で連携できます。',
  },
  connections: {
    title: 'サインインの方法',
    intro: 'お持ちの次のアカウントで、ここにサインインできます。',
    since: (when) => `連携した日時：${when}。`,
    lastUsed: (when) => `最終使用：${when}。`,
    notConnected: '未連携',
    connectTitle: (provider) => `${provider}を連携`,
    connectWhat:
      '<provider></provider>に移動し、その後ここに戻ります。連携する前にもう一度確認します。',
    connected: (provider) => `${provider}を連携しました`,
    connectedMore: 'これからはサインインに使えます。',
    yours: (provider) => `${provider}はすでに連携されています`,
    yoursMore: '何も変わっていません。',
    disconnected: (provider) => `${provider}の連携を解除しました`,
    disconnectedMore: 'ここへのサインインにはもう使えません。',
    expired: '連携するものがありません',
    expiredMore: '時間がかかりすぎたか、別のセッションで始まりました。ここからやり直してください。',
  },
  disconnect: {
    title: (provider) => `${provider}の連携を解除しますか？`,
    what: '<provider></provider>ではサインインできなくなります。このアカウントで始めたセッションは、現在のものを除いて終了します。いつでも連携し直せます。',
    go: '解除する',
    keep: '解除しない',
    last: 'これが唯一のサインイン方法です',
    lastWhy:
      '<provider></provider>がないと、サインインできなくなります。先にパスワードを設定するか、パスキーを追加してください。',
    setPassword: 'パスワードを設定',
    back: '戻る',
  },
  notices: {
    refused: (provider) => `${provider}でサインインできませんでした`,
    refusedMore: 'キャンセルされた可能性があります。もう一度試すか、別の方法を選んでください。',
    unreachable: (provider) => `現在${provider}に接続できません`,
    unreachableMore: '1分ほど待ってからもう一度試すか、別の方法を選んでください。',
    invalid: (provider) => `${provider}からの応答を確認できませんでした`,
    invalidMore: '何も変わっていません。もう一度試すか、別の方法を選んでください。',
    lost: '時間がかかりすぎたか、別のブラウザで始まりました',
    lostMore: '何も変わっていません。ここからやり直してください。',
  },
});
