import { Button } from '../../kit/button.tsx';
import { Form } from '../../kit/form.tsx';
import { Select, TextField } from '../../kit/inputs.tsx';
import { errorOf } from '../../kit/notice.tsx';
import type { PageContext } from '../../kit/page-context.ts';
import { Panel } from '../../kit/panel.tsx';
import type { AccountView } from '../../users/user.ts';
import { LANGUAGES, NAMES } from '../../words/language.ts';
import type { Flash } from '../web/flash.ts';
import { AccountPage } from './account-page.tsx';
import { NamesPanel } from './names-panel.tsx';
import { FormProblems, isWrong, type Problems } from './problems.tsx';
import { ProfileNotice } from './profile-notice.tsx';

/** The path of the page. */
export const PROFILE = '/account/profile';

/** The form as it is filled in. */
export type Typed = Record<
  'first_name' | 'last_name' | 'display_name' | 'timezone' | 'locale',
  string
>;

/** The form as it is filled in for somebody who has typed nothing. */
export const typedOf = (user: AccountView): Typed => ({
  first_name: user.firstName,
  last_name: user.lastName,
  display_name: user.displayName,
  timezone: user.timezone,
  locale: user.locale ?? '',
});

type ProfileProps = Problems & {
  page: PageContext;
  user: AccountView;
  typed: Typed;
  notice?: Flash | null;
};

/** A person's profile, and the names that they sign in with. */
export const ProfileView = ({ page, user, typed, notice = null, ...problems }: ProfileProps) => {
  const { profile } = page.words.account;
  return (
    <AccountPage page={page} user={user} current="profile" wrong={isWrong(problems)}>
      <p class="soft">{profile.intro}</p>
      <FormProblems page={page} {...problems} />
      <ProfileNotice page={page} flash={notice} />
      <AboutPanel page={page} typed={typed} errors={problems.errors ?? []} />
      <NamesPanel page={page} user={user} />
    </AccountPage>
  );
};

type AboutProps = Pick<ProfileProps, 'page' | 'typed'> & {
  errors: NonNullable<Problems['errors']>;
};

const AboutPanel = ({ page, typed, errors }: AboutProps) => {
  const { account } = page.words;
  const { profile } = account;
  const field = (name: keyof Typed) => ({
    ...{ page, name },
    value: typed[name],
    error: errorOf(errors, name),
  });
  return (
    <Panel id="about" title={profile.about}>
      <Form page={page} action={PROFILE}>
        <TextField {...field('first_name')} label={profile.firstName} autocomplete="given-name" />
        <TextField {...field('last_name')} label={profile.lastName} autocomplete="family-name" />
        <TextField
          {...field('display_name')}
          label={profile.displayName}
          hint={profile.displayNameHint}
          autocomplete="nickname"
        />
        <Select
          {...field('timezone')}
          label={profile.timezone}
          hint={profile.timezoneHint}
          options={zones(typed.timezone)}
        />
        <Select
          {...field('locale')}
          label={profile.language}
          hint={profile.languageHint}
          options={languages(page, typed.locale)}
        />
        <Button look="go">{account.save}</Button>
      </Form>
    </Panel>
  );
};

/** Every zone by its place; one that is known here under another name stays as it is. */
function zones(current: string) {
  const names = new Set(['UTC', ...Intl.supportedValuesOf('timeZone'), current]);
  return [...names].map((name) => ({ value: name, label: name.replaceAll('_', ' ') }));
}

/** The languages that there are, and the one that was set elsewhere. */
function languages(page: PageContext, current: string) {
  const ours = LANGUAGES.map((tag) => ({ value: tag as string, label: NAMES[tag], lang: tag }));
  const isOurs = current === '' || ours.some(({ value }) => value === current);
  const named = () => new Intl.DisplayNames(page.language, { type: 'language' }).of(current);
  return [
    { value: '', label: page.words.account.profile.languageOfBrowser },
    ...ours,
    ...(isOurs ? [] : [{ value: current, label: nameOrTag(named, current) }]),
  ];
}

function nameOrTag(named: () => string | undefined, tag: string): string {
  try {
    return named() ?? tag;
  } catch {
    return tag;
  }
}
