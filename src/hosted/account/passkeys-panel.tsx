import { LinkButton } from '../../kit/button.tsx';
import type { IconName } from '../../kit/icon.tsx';
import type { PageContext } from '../../kit/page-context.ts';
import { Panel } from '../../kit/panel.tsx';
import { Row, Rows, Tag } from '../../kit/rows.tsx';
import { DAY } from '../../shared/clock.ts';
import type { OwnPasskey } from '../../users/passkey-store.ts';
import { modelName, UNNAMED } from '../../webauthn/model-names.ts';
import { ago, day } from '../../words/dates.ts';
import { PASSKEYS } from './security-paths.ts';
import type { SecurityProps } from './security-props.ts';

/** A passkey as its owner calls it. */
export function nameOfPasskey(
  { words }: PageContext,
  { label, aaguid = null }: { label: string | null; aaguid?: string | null },
): string {
  const name = label ?? modelName(aaguid);
  return name === UNNAMED ? words.security.passkeys.unnamed : name;
}

type PasskeysProps = Pick<SecurityProps, 'page' | 'passkeys' | 'isLastNeeded' | 'now'>;

/** The passkeys of an account. */
export const PasskeysPanel = ({ page, passkeys, ...about }: PasskeysProps) => {
  const { passkeys: words } = page.words.security;
  const add = (
    <LinkButton href={`${PASSKEYS}/add`} icon="add">
      {words.add}
    </LinkButton>
  );
  return (
    <Panel id="passkeys" title={words.heading} actions={add}>
      <p class="soft">{words.what}</p>
      {passkeys.length > 0 && (
        <Rows>
          {passkeys.map((passkey) => (
            <PasskeyRow page={page} passkey={passkey} {...about} />
          ))}
        </Rows>
      )}
    </Panel>
  );
};

type RowProps = Pick<PasskeysProps, 'page' | 'isLastNeeded' | 'now'> & { passkey: OwnPasskey };

const PasskeyRow = ({ page, passkey, isLastNeeded, now }: RowProps) => {
  const { security } = page.words;
  const { passkeys: words } = security;
  const name = nameOfPasskey(page, passkey);
  const { factorId, createdAt, lastUsedAt } = passkey;
  const isNew = lastUsedAt === null && createdAt !== null && now - createdAt < DAY;
  const act = (verb: 'rename' | 'remove') => (
    <LinkButton look="text" href={`${PASSKEYS}/${factorId}/${verb}`}>
      {words[verb]}
      <span class="sr"> {name}</span>
    </LinkButton>
  );
  return (
    <Row
      icon={iconOf(passkey)}
      actions={
        <>
          {act('rename')}
          {!isLastNeeded && act('remove')}
        </>
      }
    >
      <h3>
        <bdi>{name}</bdi> {isNew && <Tag kind="good">{words.isNew}</Tag>}
      </h3>
      <p class="hint">{useOf(page, passkey, now)}</p>
      {isLastNeeded && <p class="hint">{security.neededHint}</p>}
    </Row>
  );
};

function iconOf({ backupEligible, transports }: OwnPasskey): IconName {
  if (backupEligible) return 'phone';
  return transports.includes('internal') ? 'computer' : 'key';
}

function useOf(page: PageContext, passkey: OwnPasskey, now: number): string {
  const { passkeys: words } = page.words.security;
  const { backedUp, backupEligible, createdAt, lastUsedAt } = passkey;
  const kept = backupEligible ? words.notSynced : words.alone;
  const where = backedUp ? words.synced : kept;
  const added = day(createdAt ?? now, page);
  return lastUsedAt === null
    ? words.unused(where, added)
    : words.used(where, added, ago(lastUsedAt, now, page));
}
