import type { Child } from 'hono/jsx';
import { type DeadLetterView, seenOf } from '../../admin/dead-letter-view.ts';
import type { DeadLetters } from '../../admin/dead-letters.ts';
import type { PageSession } from '../../hosted/web/page-session.ts';
import { Button, LinkButton } from '../../kit/button.tsx';
import { Form } from '../../kit/form.tsx';
import { ErrorSummary, type FieldError, Notice } from '../../kit/notice.tsx';
import type { PageContext } from '../../kit/page-context.ts';
import { Act } from '../../kit/panel.tsx';
import { Tag } from '../../kit/rows.tsx';
import { Cell, NameCell, Table, TableRow } from '../../kit/table.tsx';
import { ConsolePage, DEAD_LETTERS, EVENTS, USERS } from '../frame.tsx';
import { mayAct } from '../gate.tsx';
import { ReasonField, type Typed } from '../reason-field.tsx';
import { When } from '../user-words.tsx';
import { kindInWords } from './kinds.ts';
import { LETTER_ACT_WORDS, LETTER_ACTS, type LetterAct, reasonIdOf } from './letter-acts.ts';

type Props = {
  page: PageContext;
  session: PageSession;
  list: Awaited<ReturnType<DeadLetters['list']>>;
  /** Where the list goes on from; undefined for its beginning. */
  cursor: string | undefined;
  /** Whether the address was read in full. */
  isRead: boolean;
  /** Whether the page says that something went wrong. */
  isWrong: boolean;
  notice: Child;
  /** What was typed, into the form of `typed.act` for `typed.id`, which is open. */
  typed: Typed;
  errors: FieldError[];
};

const HEADINGS = ['What', 'Whom', 'Why', 'Given up', 'Times', 'State'];

/** Returns the address of the list, from its beginning or behind a cursor. */
export const lettersPath = (cursor: string | undefined): string =>
  cursor === undefined ? DEAD_LETTERS : `${DEAD_LETTERS}?${new URLSearchParams({ cursor })}`;

/** The messages that were given up, the latest first. */
export const LettersPage = ({ list, cursor, isRead, isWrong, notice, ...about }: Props) => (
  <ConsolePage {...about} current={DEAD_LETTERS} title="Dead letters" wrong={isWrong}>
    {notice}
    <ErrorSummary page={about.page} errors={about.errors} />
    {!isRead && (
      <Notice kind="warn" title="We couldn’t read all of that address">
        <p>We left out what we didn’t understand, and begin at the top.</p>
      </Notice>
    )}
    <p class="soft">
      Emails and other jobs that failed at every try. Each is kept for 14 days, sealed: nobody can
      read what it says.
      {!mayAct(about.session) && ' You’re staff: ask an admin to try one again or to drop it.'}
    </p>
    <section class="panel flow" aria-label="Dead letters">
      {list.dead_letters.length === 0 ? (
        <h2>Nothing was given up</h2>
      ) : (
        <Letters {...about} cursor={cursor} letters={list.dead_letters} />
      )}
      <nav class="btns" aria-label="Pages">
        <LinkButton href={EVENTS}>Go to the events</LinkButton>
        {cursor !== undefined && <LinkButton href={DEAD_LETTERS}>Back to the first</LinkButton>}
        {list.next_cursor !== null && (
          <LinkButton href={lettersPath(list.next_cursor)}>Go on</LinkButton>
        )}
      </nav>
    </section>
  </ConsolePage>
);

type Acting = Pick<Props, 'page' | 'session' | 'cursor' | 'typed' | 'errors'>;

const Letters = ({ letters, ...about }: Acting & { letters: DeadLetterView[] }) => {
  const acts = mayAct(about.session);
  return (
    <Table caption="Dead letters, latest first" headings={acts ? [...HEADINGS, 'Acts'] : HEADINGS}>
      {letters.map((letter) => (
        <TableRow>
          <NameCell>{kindInWords(letter.kind)}</NameCell>
          <Cell label="Whom">
            <Whom id={letter.user_id} />
          </Cell>
          <Cell label="Why">
            <bdi>{letter.why ?? 'The log says it'}</bdi>
          </Cell>
          <Cell label="Given up">
            <When page={about.page} at={letter.died_at} />
          </Cell>
          <Cell label="Times">{letter.deaths}</Cell>
          <Cell>
            {letter.state === 'dead' ? (
              <Tag kind="bad">Given up</Tag>
            ) : (
              <Tag kind="warn">Being tried</Tag>
            )}
          </Cell>
          {acts && (
            <Cell>
              <Acts {...about} letter={letter} />
            </Cell>
          )}
        </TableRow>
      ))}
    </Table>
  );
};

const Whom = ({ id }: { id: string | null }) =>
  id === null ? (
    <>Nobody known</>
  ) : (
    <a class="mono" href={`${USERS}/${encodeURIComponent(id)}`}>
      {id.slice(-12)}
    </a>
  );

/** What is under way is not tried a second time. */
const Acts = ({ letter, typed, ...about }: Acting & { letter: DeadLetterView }) => (
  <>
    {LETTER_ACTS.filter((act) => act === 'drop' || letter.state === 'dead').map((act) => {
      const isOpen = typed.act === act && typed.id === letter.id;
      return (
        <Act title={LETTER_ACT_WORDS[act].title} group="act" open={isOpen}>
          <ActForm {...about} letter={letter} act={act} typed={isOpen ? typed : {}} />
        </Act>
      );
    })}
  </>
);

const ActForm = ({
  page,
  letter,
  act,
  cursor,
  typed,
  errors,
}: Acting & { letter: DeadLetterView; act: LetterAct }) => {
  const { title, what, look } = LETTER_ACT_WORDS[act];
  const reason = reasonIdOf(act, letter.id);
  const place = cursor === undefined ? {} : { cursor };
  return (
    <Form
      page={page}
      action={DEAD_LETTERS}
      hidden={{ act, id: letter.id, seen: seenOf(letter), ...place }}
    >
      <p>{what}</p>
      <ReasonField page={page} id={reason} typed={typed} errors={errors} />
      <Button look={look}>{title}</Button>
    </Form>
  );
};
