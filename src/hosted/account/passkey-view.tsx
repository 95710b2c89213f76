import { Button, LinkButton } from '../../kit/button.tsx';
import { TextField } from '../../kit/inputs.tsx';
import { errorOf } from '../../kit/notice.tsx';
import type { PageContext } from '../../kit/page-context.ts';
import { PasskeyForm } from '../../kit/passkey-form.tsx';
import type { OwnPasskey } from '../../users/passkey-store.ts';
import type { AccountView } from '../../users/user.ts';
import { FormPage, SubPage } from './form-page.tsx';
import { nameOfPasskey } from './passkeys-panel.tsx';
import type { Problems } from './problems.tsx';
import { PASSKEYS, SECURITY } from './security-paths.ts';

type About = Problems & { page: PageContext; user: AccountView };

/** The form that makes a passkey. It needs a script, and says so where there is none. */
export const AddPasskeyView = ({
  options,
  typed,
  ...about
}: About & { options: object; typed: string }) => {
  const { page, errors = [] } = about;
  const { passkeys: words } = page.words.security;
  return (
    <SubPage {...about} current="security" title={words.addTitle}>
      <p>{words.addAsk}</p>
      <PasskeyForm page={page} action={`${PASSKEYS}/add`} passkey={{ create: options }}>
        <TextField
          page={page}
          name="label"
          label={words.name}
          hint={words.nameHint}
          value={typed}
          error={errorOf(errors, 'label')}
          autocomplete="off"
        />
        <div class="btns">
          <Button look="go">{words.addGo}</Button>
          <LinkButton look="text" href={SECURITY}>
            {page.words.common.cancel}
          </LinkButton>
        </div>
      </PasskeyForm>
      <noscript>
        <a href={SECURITY}>{page.words.security.back}</a>
      </noscript>
    </SubPage>
  );
};

/** Says that an account has as many factors of a kind as it can have. */
export const NoRoomView = ({ title, ...about }: About & { title: string }) => {
  const { security } = about.page.words;
  return (
    <SubPage {...about} current="security" title={title}>
      <h2>{security.tooMany}</h2>
      <p>{security.tooManyWhy}</p>
      <div class="btns">
        <LinkButton look="go" href={SECURITY}>
          {security.back}
        </LinkButton>
      </div>
    </SubPage>
  );
};

/** The form that names a passkey. */
export const RenamePasskeyView = ({
  passkey,
  typed,
  ...about
}: About & { passkey: OwnPasskey; typed: string | undefined }) => {
  const { page, errors = [] } = about;
  const { passkeys: words } = page.words.security;
  return (
    <FormPage
      {...about}
      current="security"
      title={words.renameTitle}
      action={`${PASSKEYS}/${passkey.factorId}/rename`}
      go={words.renameGo}
      back={{ href: SECURITY }}
    >
      <TextField
        page={page}
        name="label"
        label={words.newName}
        hint={words.newNameHint}
        value={typed ?? nameOfPasskey(page, passkey)}
        error={errorOf(errors, 'label')}
        autocomplete="off"
      />
    </FormPage>
  );
};
