import type { Words } from '../words.ts';

export const sessions = (): Words['sessions'] => ({
  intro:
    'サインイン中のすべての場所です。心当たりのないものは、サインアウトしてから<password>パスワードを変更</password>してください。',
  thisDevice: 'このデバイス',
  twoSteps: '2段階認証',
  lastUsed: (ago) => `最終使用：${ago}。`,
  signedIn: (when) => `サインイン：${when}。`,
  signedInWith: (when, ways) => `サインイン：${when}（${ways}）。`,
  ways: {
    pwd: 'パスワード',
    otp: 'コード',
    email: 'メールのリンク',
    fed: '別のアカウント',
    hwk: 'パスキー',
  },
  place: (city, country) => `${country}、${city}`,
  device: {
    browserOn: (browser, os) => `${os}上の${browser}`,
    browser: (browser) => `不明なシステム上の${browser}`,
    unknownOn: (os) => `${os}上の不明なブラウザ`,
    unknown: '不明なブラウザ',
    app: (name) => `アプリまたはスクリプト（${name}）`,
    appleApp: 'Appleのアプリ',
  },
  end: 'サインアウト',
  ended: 'デバイスをサインアウトしました',
  endedWhy: '使用するには、もう一度サインインが必要です。',
  notThere: 'このデバイスはサインインしていません',
  notThereWhy: '別のタブでサインアウトされたか、有効期限が切れた可能性があります。',
  others: {
    open: 'ほかのデバイスをすべてサインアウト',
    title: (count) =>
      count === 1
        ? 'ほかのデバイスをサインアウトしますか？'
        : `ほかの${count}台のデバイスをサインアウトしますか？`,
    what: '使用するには、もう一度サインインが必要になります。このデバイスはサインインしたままです。',
    go: (count) => `${count}台のデバイスをサインアウト`,
    keep: () => 'そのままにする',
    none: 'ほかにサインイン中のデバイスはありません',
    noneWhat: 'サインインしているのは、このデバイスだけです。',
    back: 'セッションに戻る',
    done: (count) => {
      if (count === 0) return 'ほかにサインイン中のデバイスはありませんでした';
      return count === 1
        ? 'ほかのデバイスをサインアウトしました'
        : `ほかの${count}台のデバイスをサインアウトしました`;
    },
  },
});
