import type { PageContext } from '../kit/page-context.ts';
import { Panel } from '../kit/panel.tsx';
import { Tag } from '../kit/rows.tsx';
import { Cell, Table, TableRow } from '../kit/table.tsx';
import { Time } from '../kit/time.tsx';
import { MAIL_KINDS } from '../mail/mail-kind.ts';
import { outcomeAt } from '../users/mails/mail-outcome.ts';
import type { MailRow } from '../users/mails/table.ts';
import { shortMoment } from '../words/dates.ts';
import { MAIL_OUTCOME_WORDS, MAIL_WORDS } from './mail-words.ts';

/** How many mails a person’s page shows. */
export const MAILS_SHOWN = 20;

const HEADINGS = ['When', 'What', 'What became of it', 'Tries'];
const LOOKS = {
  sent: {},
  retried: { kind: 'warn' },
  unknown: { kind: 'warn' },
  refused: { kind: 'bad' },
  given_up: { kind: 'bad' },
} as const;

type MailsProps = {
  page: PageContext;
  /** The latest first; null if that is not known. */
  mails: MailRow[] | null;
  /** Epoch milliseconds. */
  now: number;
};

/** Which mails went to a user, and what became of them: never where they went or what they said. */
export const MailsPanel = ({ page, mails, now }: MailsProps) => (
  <Panel id="mails" title="Mails sent">
    <p class="soft">{introduce(mails)}</p>
    {mails !== null && mails.length > 0 && (
      <Table labelledBy="mails" headings={HEADINGS} numbersFrom={3}>
        {mails.map((mail) => (
          <MailLine page={page} mail={mail} now={now} />
        ))}
      </Table>
    )}
  </Panel>
);

function introduce(mails: MailRow[] | null): string {
  if (mails === null) return 'Not known at the moment. Open the page again in a minute.';
  if (mails.length === 0) return 'None in the last 90 days.';
  const those = mails.length < MAILS_SHOWN ? 'All' : `The latest ${MAILS_SHOWN}`;
  return `${those} of the last 90 days. What a mail said, and where it went, isn’t kept.`;
}

const MailLine = ({ page, mail, now }: { page: PageContext; mail: MailRow; now: number }) => {
  const outcome = outcomeAt(mail, now);
  const { name, means } = MAIL_OUTCOME_WORDS[outcome];
  const kind = MAIL_KINDS.find((one) => one === mail.kind);
  return (
    <TableRow>
      <Cell>
        <Time at={mail.triedAt}>{shortMoment(mail.triedAt, page)}</Time>
      </Cell>
      <Cell>{kind === undefined ? mail.kind : MAIL_WORDS[kind]}</Cell>
      <Cell>
        <Tag {...LOOKS[outcome]}>{name}</Tag> {means}
      </Cell>
      <Cell label="Tries" isNumber>
        {mail.tries}
      </Cell>
    </TableRow>
  );
};
