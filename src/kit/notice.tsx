import type { Child } from 'hono/jsx';
import { Icon, type IconName } from './icon.tsx';
import type { PageContext } from './page-context.ts';

export type NoticeKind = 'plain' | 'good' | 'warn' | 'bad';

const ICONS: Record<NoticeKind, IconName> = {
  plain: 'info',
  good: 'done',
  warn: 'warning',
  bad: 'warning',
};

/**
 * One thing to know, with an icon and a bold sentence. Screen readers hear of a success at once.
 */
export const Notice = ({
  kind = 'plain',
  title,
  children,
}: {
  kind?: NoticeKind;
  title: string;
  children?: Child;
}) => (
  <div
    class={kind === 'plain' ? 'note' : `note ${kind}`}
    role={kind === 'good' ? 'status' : undefined}
  >
    <Icon name={ICONS[kind]} />
    <div>
      <p>
        <strong>{title}</strong>
      </p>
      {children}
    </div>
  </div>
);

/** What is wrong with one field. */
export type FieldError = { field: string; message: string };

/** What is wrong with a form, first below its heading; takes focus. Empty without errors. */
export const ErrorSummary = ({
  page,
  title,
  errors = [],
  children,
}: {
  page: PageContext;
  /** By default: how many things. */
  title?: string;
  errors?: FieldError[];
  children?: Child;
}) => {
  if (title === undefined && errors.length === 0) return null;
  return (
    <div class="note bad" role="alert" tabindex={-1} aria-labelledby="summary" autofocus>
      <Icon name="warning" />
      <div>
        <h2 id="summary">{title ?? page.words.common.thingsToMend(errors.length)}</h2>
        {children}
        {errors.length > 0 && (
          <ul>
            {errors.map(({ field, message }) => (
              <li>
                <a href={`#${field}`}>{message}</a>
              </li>
            ))}
          </ul>
        )}
      </div>
    </div>
  );
};

/** The message of a field's error, if it has one. */
export const errorOf = (errors: FieldError[], name: string): string | undefined =>
  errors.find(({ field }) => field === name)?.message;
