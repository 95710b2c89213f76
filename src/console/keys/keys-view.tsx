import type { PageSession } from '../../hosted/web/page-session.ts';
import { Notice } from '../../kit/notice.tsx';
import type { PageContext } from '../../kit/page-context.ts';
import { Panel } from '../../kit/panel.tsx';
import { Tag } from '../../kit/rows.tsx';
import { Cell, NameCell, Table, TableRow } from '../../kit/table.tsx';
import { Time } from '../../kit/time.tsx';
import type { JudgedSeal } from '../../operations/judge-seals.ts';
import { DAY } from '../../shared/clock.ts';
import type { KeyDescription } from '../../tokens/describe-keys.ts';
import { ago, day } from '../../words/dates.ts';
import { ConsolePage, KEYS } from '../frame.tsx';
import { RotateSecret, RotateSigning } from './rotate-view.tsx';
import { SealingPanel } from './sealing-view.tsx';

/**
 * The keys of the settings, by names that tell nothing of them; `sealing` begins with the present
 * one.
 */
export type KeyRing = { environment: string; signing: KeyDescription[]; sealing: string[] };

type KeysProps = {
  page: PageContext;
  session: PageSession;
  keyRing: KeyRing;
  seals: JudgedSeal[] | null;
  /** Epoch milliseconds. */
  now: number;
};

/** Which keys sign and seal, how old they are, and how to rotate them. */
export const KeysPage = ({ page, session, keyRing, seals, now }: KeysProps) => (
  <ConsolePage page={page} session={session} current={KEYS} title="Keys">
    <p class="soft">
      Keys are secrets of the deployment. They can’t be read or changed here, only named.
    </p>
    {!keyRing.signing.some(({ alg }) => alg === 'RS256') && (
      <Notice kind="warn" title="There’s no RS256 key">
        <p>Most libraries of OpenID Connect want one for ID tokens. A rotation adds it.</p>
      </Notice>
    )}
    <Panel id="signing" title="Signing keys">
      <p class="hint">
        Published at <a href="/.well-known/jwks.json">/.well-known/jwks.json</a>, in this order.
        Every one of them verifies.
      </p>
      <Table labelledBy="signing" headings={['Name (kid)', 'Algorithm', 'Use', 'State', 'Made']}>
        {keyRing.signing.map((key) => (
          <KeyRow page={page} of={key} keys={keyRing.signing} now={now} />
        ))}
      </Table>
    </Panel>
    <RotateSigning environment={keyRing.environment} />
    <SealingPanel sealing={keyRing.sealing} seals={seals} />
    <RotateSecret environment={keyRing.environment} />
  </ConsolePage>
);

const KeyRow = ({
  page,
  of: key,
  keys,
  now,
}: {
  page: PageContext;
  of: KeyDescription;
  keys: KeyDescription[];
  now: number;
}) => (
  <TableRow>
    <NameCell>
      <bdi class="mono" dir="ltr">
        {key.kid}
      </bdi>
    </NameCell>
    <Cell label="Algorithm">{key.alg}</Cell>
    <Cell label="Use">{usesOf(key)}</Cell>
    <Cell>
      <State of={key} keys={keys} />
    </Cell>
    <Cell label="Made">
      {key.madeAt === null ? (
        <span class="soft">Not known: its name doesn’t begin with a day</span>
      ) : (
        <>
          <Time at={key.madeAt}>{day(key.madeAt, { ...page, timezone: 'UTC' })}</Time>,{' '}
          {now - key.madeAt < DAY ? 'today' : ago(key.madeAt, now, page)}
        </>
      )}
    </Cell>
  </TableRow>
);

function usesOf({ signsAccessTokens, signsIdTokens }: KeyDescription): string {
  const signs = [
    ...(signsAccessTokens ? ['access tokens'] : []),
    ...(signsIdTokens ? ['ID tokens'] : []),
  ];
  return signs.length === 0 ? 'Only verifies' : `Signs ${signs.join(' and ')}`;
}

/** A key that is newer than the one of its kind that signs is waiting for its turn. */
const State = ({ of: key, keys }: { of: KeyDescription; keys: KeyDescription[] }) => {
  if (key.signsAccessTokens || key.signsIdTokens)
    return (
      <>
        <Tag kind="good">Signing now</Tag>
        {!key.isPublished && <Tag>A shared secret, not published</Tag>}
      </>
    );
  const signing = keys.find(({ alg }) => alg === key.alg);
  const isNewer = (key.madeAt ?? 0) > (signing?.madeAt ?? Number.POSITIVE_INFINITY);
  if (!key.isPublished) return <Tag>Still accepted</Tag>;
  return isNewer ? <Tag>Published for later</Tag> : <Tag>Still published</Tag>;
};
