import { Address } from '../../kit/address.tsx';
import type { PageContext } from '../../kit/page-context.ts';
import {
  identityTaken,
  providerConnected,
  tooManyIdentities,
} from '../../methods/social/identity-errors.ts';
import type { ProviderAnswer } from '../../methods/social/provider-answer.ts';
import { emailNotVerified } from '../../sessions/errors.ts';
import type { AppError } from '../../shared/errors.ts';
import type { AccountView } from '../../users/user.ts';
import { rich } from '../../words/rich.tsx';
import { JOIN } from '../door/social/social-paths.ts';
import { FormPage } from './form-page.tsx';
import { type Problems, problemAbove, problemOf } from './problems.tsx';

type JoinProps = Problems & {
  page: PageContext;
  user: AccountView;
  answer: ProviderAnswer;
  label: string;
  /** Where one goes who does not connect it. */
  back: string;
};

/** Says which account at a provider would be connected to which one here. */
export const JoinView = ({ answer, label, back, ...about }: JoinProps) => {
  const { page, user } = about;
  const words = page.words.social.join;
  const values = {
    provider: () => <bdi>{label}</bdi>,
    who: () => <Address of={user.email} />,
    identity: () => (
      <strong>
        <Identity answer={answer} />
      </strong>
    ),
  };
  return (
    <FormPage
      {...about}
      current="connections"
      title={words.title(label)}
      action={JOIN}
      go={words.go}
      back={{ href: back, text: words.dont }}
    >
      <p>{rich(nameIn(answer) === '' ? words.unnamed : words.named, values)}</p>
      <p>{rich(words.means, values)}</p>
    </FormPage>
  );
};

/** What the provider calls the person: as text, wherever it comes from. */
const nameIn = ({ email, displayName, firstName, lastName }: ProviderAnswer): string =>
  email ?? (displayName || `${firstName} ${lastName}`.trim());

const Identity = ({ answer }: { answer: ProviderAnswer }) =>
  answer.email === null ? <bdi>{nameIn(answer)}</bdi> : <Address of={answer.email} />;

/** Why an identity was not connected, in words; null for what this page has none for. */
export function refusedJoin({
  page,
  refusal,
  label,
}: {
  page: PageContext;
  refusal: AppError;
  label: string;
}): Problems | null {
  const words = page.words.social.join;
  switch (refusal.code) {
    case identityTaken.code:
      return problemAbove(page, words.takenTitle(label), words.taken);
    case providerConnected.code:
      return problemAbove(page, words.otherTitle(label), words.other);
    case tooManyIdentities.code:
      return problemAbove(page, words.tooManyTitle, words.tooMany);
    case emailNotVerified.code:
      return problemAbove(page, words.unverifiedTitle, words.unverified);
    default:
      return problemOf(page, refusal);
  }
}
