import type { Words } from '../words.ts';

export const signIn = (): Words['signIn'] => ({
  title: 'サインイン',
  heading: (app) => `${app}にサインイン`,
  name: 'メールアドレスまたはユーザー名',
  password: 'パスワード',
  staySignedIn: (time) => `サインインしたままにする（${time}）`,
  forgot: 'パスワードをお忘れですか？',
  go: 'サインイン',
  usePasskey: 'パスキーを使用',
  emailCode: 'コードをメールで送信',
  newHere: (app) => `${app}を初めてお使いですか？<link>アカウントを作成</link>`,

  nameMissing: 'メールアドレスまたはユーザー名を入力してください。',
  passwordMissing: 'パスワードを入力してください。',
  passwordAgain: 'パスワードをもう一度入力してください。',
  refusedTitle: 'サインインできませんでした',
  refused:
    '入力した名前とパスワードの組み合わせが正しくありません。<again>もう一度試す</again>か、コードをメールで受け取ってください。',
  refusedLock: (tries, time) =>
    tries === 1
      ? `一度間違えると、パスワードでのサインインが一時停止されます（${time}）。`
      : `続けて${tries}回間違えると、パスワードでのサインインが一時停止されます（${time}）。`,
  lockedTitle: 'パスワードでのサインインは一時停止中です',
  locked: (time) => `誤った入力が多すぎました。${time}後に、もう一度パスワードをお試しください。`,
  lockedWays:
    'お急ぎの場合は、コードをメールで受け取るか、<reset>新しいパスワードを設定</reset>してください。一時停止が解除されます。',
  disabledTitle: 'このアカウントは現在停止されています',
  disabled: 'サインインできません。ここで何を入力しても変わりません。',
  disabledHelp: '間違いだと思われる場合は、<help>お問い合わせください</help>。',
  unverifiedTitle: '先にメールアドレスを確認してください',
  unverified:
    'パスワードは正しいです。サインインする前に、アカウントの作成時にお送りしたメールのリンクを開いてください。',
  sendVerification: 'メールをもう一度送信',
  unavailableTitle: '現在、サインインできません',
  unavailable: 'サービスの一部が応答していません。1分ほど待ってから、もう一度お試しください。',
  passkeyRefusedTitle: 'このパスキーは使用できませんでした',
  passkeyRefused:
    'アカウントから削除されたか、ページが長時間開かれていた可能性があります。もう一度試すか、別の方法でサインインしてください。',

  noticeVerified: 'メールアドレスを確認しました',
  noticeVerifiedMore: '続けるには、サインインしてください。',
  noticeExpired: 'サインインが時間切れになりました',
  noticeExpiredMore:
    '何も変更されていません。もう一度サインインして、2段階目の認証を行ってください。',
  noticeUsedUp: '誤った入力が多すぎました',
  noticeUsedUpMore:
    'アカウントを保護するため、サインインを中止しました。続けるには、もう一度サインインしてください。',

  alreadyTitle: 'すでにサインインしています',
  already: 'このブラウザでは、<who></who>としてサインインしています。',
  goOn: '続ける',
  someoneElse: '別のアカウントでサインイン',
  someoneElseHint: '先に、現在のアカウントからサインアウトします。',

  code: {
    askTitle: 'コードでサインイン',
    ask: 'メールアドレスを入力してください。サインイン用のコードをお送りします。パスワードは不要です。',
    email: 'メールアドレス',
    emailWrong: 'name@example.comのように、メールアドレス全体を入力してください。',
    emailNotName: 'メールアドレスを入力してください。ユーザー名にはコードを送信できません。',
    send: 'コードをメールで送信',
    title: '受信トレイを確認してください',
    sent: '<email></email>のアカウントがある場合、まもなくコードが届きます。',
    label: '6桁のコード',
    hint: (time) => `1回だけ使用できます。有効期間は${time}です。`,
    go: 'サインイン',
    missing: '6桁のコードを入力してください。',
    wrong:
      'コードが正しくないか、有効期限が切れています。コードを確認するか、新しいコードを送信してください。',
    again: '届かない場合',
    againHint:
      '先に迷惑メールフォルダを確認してください。新しいコードは、1分に1回まで送信できます。',
    sendAgain: '新しいコードを送信',
    usePassword: 'パスワードでサインイン',
    otherAddress: '別のアドレスを使用',
  },

  out: {
    title: 'サインアウト',
    heading: (app) => `${app}からサインアウトしますか？`,
    ask: '<who></who>としてサインインしています。サインアウトすると、このデバイスのセッションだけが終了します。',
    go: 'サインアウト',
    stay: 'サインインしたままにする',
    doneTitle: 'サインアウトしました',
    done: 'このデバイスのセッションを終了しました。',
    notIn: 'このデバイスではサインインしていません。',
    again: 'もう一度サインイン',
  },
});
