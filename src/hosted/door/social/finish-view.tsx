import { BoldAddress } from '../../../kit/address.tsx';
import { Button } from '../../../kit/button.tsx';
import { Door } from '../../../kit/door.tsx';
import { Form } from '../../../kit/form.tsx';
import { ErrorSummary, type FieldError } from '../../../kit/notice.tsx';
import type { PageContext } from '../../../kit/page-context.ts';
import { rich } from '../../../words/rich.tsx';
import { withReturn } from '../../web/return-to.ts';
import { Consents } from '../consents.tsx';
import type { NamedProvider } from './provider-names.ts';
import { withProvider } from './social-paths.ts';

type FinishProps = {
  page: PageContext;
  provider: NamedProvider;
  email: string | null;
  ticked: { terms: boolean; privacy: boolean };
  errors: FieldError[];
};

/** Says which account is about to be made, and asks what is asked of everyone who makes one. */
export const FinishView = ({ page, provider, email, ticked, errors }: FinishProps) => {
  const { finish } = page.words.social;
  return (
    <Door page={page} title={finish.title} wrong={errors.length > 0}>
      <Form page={page} action={withProvider(provider.id, '/finish')}>
        <h1>{finish.title}</h1>
        <ErrorSummary page={page} errors={errors} />
        <p>
          {rich(finish.what, {
            email: () => <BoldAddress of={email ?? ''} />,
            provider: () => <bdi>{provider.label}</bdi>,
          })}
        </p>
        <Consents page={page} ticked={ticked} errors={errors} />
        <Button look="go" wide>
          {page.words.signUp.create}
        </Button>
        <p>
          <a href={withReturn('/sign-in', page.returnTo)}>{page.words.common.backToSignIn}</a>
        </p>
      </Form>
    </Door>
  );
};
