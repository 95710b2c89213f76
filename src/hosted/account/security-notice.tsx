import { Notice } from '../../kit/notice.tsx';
import type { PageContext } from '../../kit/page-context.ts';
import type { Words } from '../../words/words.ts';
import type { Flash } from '../web/flash.ts';

/** What has just been done, by its key: a bold sentence and another one. */
const TEXTS = {
  password_changed: ({ password: { changed, changedWhat } }) => [changed, changedWhat],
  passkey_added: ({ passkeys: { added, addedWhat } }) => [added, addedWhat],
  passkey_renamed: ({ passkeys: { renamed } }) => [renamed],
  passkey_removed: ({ passkeys: { removed, removedWhat } }) => [removed, removedWhat],
  totp_added: ({ totp: { added, addedWhat } }) => [added, addedWhat],
  totp_removed: ({ totp: { removed, removedWhat } }) => [removed, removedWhat],
  email_code_on: ({ emailCode: { turnedOn, turnedOnWhat } }) => [turnedOn, turnedOnWhat],
  email_code_off: ({ emailCode: { turnedOff, turnedOffWhat } }) => [turnedOff, turnedOffWhat],
} satisfies Partial<Record<Flash['key'], (words: Words['security']) => [string, string?]>>;

type NoticeKey = keyof typeof TEXTS;

/** What the page has words for. */
export const SECURITY_NOTICES = Object.keys(TEXTS) as NoticeKey[];

/** Says what has just been done. */
export const SecurityNotice = ({ page, flash }: { page: PageContext; flash: Flash | null }) => {
  const key = SECURITY_NOTICES.find((one) => one === flash?.key);
  if (key === undefined) return null;
  const [title, text] = TEXTS[key](page.words.security);
  return (
    <section>
      <Notice kind="good" title={title}>
        {text !== undefined && <p>{text}</p>}
      </Notice>
    </section>
  );
};

/** A notice that came along with another; null for none. */
export function noticeWith(key: string | string[] | undefined): Flash | null {
  const known = SECURITY_NOTICES.find((one) => one === key);
  return known === undefined ? null : { key: known };
}
