import type { Child } from 'hono/jsx';
import { Button } from '../../kit/button.tsx';
import { Form } from '../../kit/form.tsx';
import type { PageContext } from '../../kit/page-context.ts';
import type { AccountView } from '../../users/user.ts';
import { AccountPage, type AccountPageName } from './account-page.tsx';
import { FormProblems, isWrong, type Problems } from './problems.tsx';

export type SubPageProps = Problems & {
  page: PageContext;
  user: AccountView;
  current: AccountPageName;
  title: string;
  children: Child;
};

/** A page of an account with one thing to do. Its problems stand first below the heading. */
export const SubPage = ({ children, ...about }: SubPageProps) => (
  <AccountPage {...about} wrong={isWrong(about)}>
    <FormProblems page={about.page} problem={about.problem} errors={about.errors ?? []} />
    <div class="panel flow">{children}</div>
  </AccountPage>
);

/** {@link SubPage} with a form: its fields, its button, and the way out. */
export const FormPage = ({
  action,
  go,
  look = 'go',
  back,
  hidden = {},
  children,
  ...about
}: SubPageProps & {
  action: string;
  /** The words of the button. */
  go: string;
  look?: 'go' | 'bad';
  /** Where one goes who does nothing, and its words. */
  back: { href: string; text?: string };
  hidden?: Record<string, string>;
}) => (
  <SubPage {...about}>
    <Form page={about.page} action={action} hidden={hidden}>
      {children}
      <div class="btns">
        <Button look={look}>{go}</Button>
        <a class="btn text" href={back.href}>
          {back.text ?? about.page.words.common.cancel}
        </a>
      </div>
    </Form>
  </SubPage>
);
