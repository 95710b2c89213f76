import { LinkButton } from '../../kit/button.tsx';
import { CodesList } from '../../kit/lists.tsx';
import type { PageContext } from '../../kit/page-context.ts';
import { CopyButton, PrintButton } from '../../kit/script-buttons.tsx';
import { rich } from '../../words/rich.tsx';

/** Recovery codes that were just made, and ways to keep them: the only time anyone sees them. */
export const CodesSheet = ({ page, codes }: { page: PageContext; codes: string[] }) => {
  const { codes: words } = page.words.security;
  return (
    <>
      <p>{rich(words.save, { b: (text) => <strong>{text}</strong> })}</p>
      <CodesList id="codes" codes={codes} />
      <div class="btns">
        <CopyButton page={page} of="codes" />
        <LinkButton href={fileOf(page, codes)} download="recovery-codes.txt">
          {words.download}
        </LinkButton>
        <PrintButton page={page} />
      </div>
    </>
  );
};

/** A file without a request: the codes are in no URL that a server sees. */
function fileOf({ words, brand }: PageContext, codes: string[]): string {
  const text = [words.security.codes.file(brand.appName), '', ...codes, ''].join('\r\n');
  return `data:text/plain;charset=utf-8,${encodeURIComponent(text)}`;
}
