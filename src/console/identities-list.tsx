import type { IdentityView } from '../admin/identity-view.ts';
import { Address } from '../kit/address.tsx';
import type { PageContext } from '../kit/page-context.ts';
import { Row, Rows, Tag } from '../kit/rows.tsx';
import { When } from './user-words.tsx';

type IdentitiesProps = { page: PageContext; identities: IdentityView[] };

/**
 * The accounts at providers by which a user signs in, with what is needed to compare them with what
 * a person shows or a provider's log says.
 */
export const IdentitiesList = ({ page, identities }: IdentitiesProps) =>
  identities.length === 0 ? (
    <p class="soft">
      None. A person who comes from a provider has to connect it to this account first.
    </p>
  ) : (
    <Rows>
      {identities.map((identity) => (
        <Row icon="globe" actions={identity.is_configured ? undefined : <NotOffered />}>
          <h3>
            <bdi>{identity.provider_name}</bdi>
          </h3>
          <p class="hint">
            {identity.email === null ? (
              'No address. '
            ) : (
              <>
                Its address then: <Address of={identity.email} />.{' '}
              </>
            )}
            Connected on <When page={page} at={identity.connected_at} />, last used:{' '}
            <When page={page} at={identity.last_used_at} none="never" />
          </p>
          <p class="hint">
            ID there:{' '}
            <bdi class="mono small" dir="ltr">
              {identity.subject}
            </bdi>
            , by{' '}
            <bdi class="mono small" dir="ltr">
              {identity.issuer}
            </bdi>
          </p>
        </Row>
      ))}
    </Rows>
  );

/** For a provider that was taken out of the settings: nobody signs in with it. */
const NotOffered = () => <Tag kind="warn">Not configured</Tag>;
