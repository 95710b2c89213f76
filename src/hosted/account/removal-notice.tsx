import { Notice } from '../../kit/notice.tsx';
import type { PageContext } from '../../kit/page-context.ts';
import { fromIso } from '../../shared/clock.ts';
import { moment } from '../../words/dates.ts';
import type { SecurityProps } from './security-props.ts';

const PROVE = '/account/step-up?return_to=%2Faccount%2Fsecurity';

/** Says that second steps are about to be removed, and how their owner stops that. */
export const RemovalNotice = ({
  page,
  removal,
}: {
  page: PageContext;
  removal: SecurityProps['list']['factor_removal'];
}) => {
  if (removal === null) return null;
  const { words } = page;
  return (
    <Notice kind="warn" title={words.security.removal(moment(fromIso(removal.due_at), page))}>
      <p>{words.security.removalWhat}</p>
      <p>
        <a href={PROVE}>{words.security.removalStop}</a>
      </p>
    </Notice>
  );
};
