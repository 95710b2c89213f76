import { ErrorSummary } from '../../kit/notice.tsx';
import type { PageContext } from '../../kit/page-context.ts';
import type { ClientView } from '../../oauth/clients/client-view.ts';
import { CLIENTS } from '../frame.tsx';
import { SETTINGS } from './settings.ts';
import type { GivenSettings } from './settings-form.ts';

/** Says that a form is older than its client, and what saving it now would change. */
export const Overtaken = ({
  page,
  client,
  changes,
}: {
  page: PageContext;
  client: ClientView;
  changes: GivenSettings;
}) => {
  const differing = SETTINGS.filter(({ name }) => name in changes).map(({ label }) => label);
  return (
    <ErrorSummary page={page} title="Nothing was saved">
      <p>
        This client has changed since you opened the page. What you typed stands below.{' '}
        {differing.length === 0
          ? 'It’s what is stored now.'
          : `It differs from what is stored now in: ${differing.join(', ')}.`}{' '}
        <a href={`${CLIENTS}/${client.client_id}`} target="_blank" rel="noopener">
          Look at the client as it is now
        </a>
        , then save again what you still want.
      </p>
    </ErrorSummary>
  );
};
