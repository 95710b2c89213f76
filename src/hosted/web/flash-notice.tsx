import { Notice } from '../../kit/notice.tsx';
import type { PageContext } from '../../kit/page-context.ts';
import type { Flash } from './flash.ts';

/** The notice of a form that came too late; nothing for any other. For the top of `/sign-in`. */
export const NothingSaved = ({ page, flash }: { page: PageContext; flash: Flash | null }) => {
  if (flash?.key !== 'nothing_saved') return null;
  return (
    <Notice kind="warn" title={page.words.common.nothingSaved}>
      <p>{page.words.common.nothingSavedWhy}</p>
    </Notice>
  );
};
