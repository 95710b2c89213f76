import type { IconName } from '../../kit/icon.tsx';
import type { PageContext } from '../../kit/page-context.ts';
import { Row, Rows } from '../../kit/rows.tsx';
import type { Method } from '../../step-up/proofs.ts';
import { rich } from '../../words/rich.tsx';
import { withReturn } from '../web/return-to.ts';

/** What is asked for first: what works without script and is at hand, then what is used up. */
const ORDER: readonly Method[] = ['totp', 'passkey', 'recovery_code', 'email_otp', 'password'];

const ICONS: Record<Method, IconName> = {
  totp: 'phone',
  passkey: 'key',
  recovery_code: 'info',
  email_otp: 'mail',
  password: 'person',
};

/**
 * Returns the methods, what is asked for first; `by` is what the person chose, if it is offered.
 */
export function inOrder(methods: readonly Method[], by: string | undefined): Method[] {
  const ordered = ORDER.filter((method) => methods.includes(method));
  return [...ordered.filter((method) => method === by), ...ordered.filter((one) => one !== by)];
}

/** The other ways, each with a link; and a way to help where none is left. */
export const OtherWays = ({
  page,
  path,
  method,
  others,
}: {
  page: PageContext;
  path: string;
  method: Method;
  others: Method[];
}) => {
  const { secondStep } = page.words;
  const { supportUrl } = page.brand;
  return (
    <>
      {others.length > 0 && (
        <>
          <h2>{secondStep[method].others}</h2>
          <Rows>
            {others.map((other) => (
              <Row icon={ICONS[other]}>
                <a href={withReturn(`${path}?by=${other}`, page.returnTo)}>
                  {secondStep[other].way}
                </a>
                <p class="hint">{secondStep[other].wayHint}</p>
              </Row>
            ))}
          </Rows>
        </>
      )}
      {supportUrl !== null && (
        <p class="small soft">
          {rich(secondStep.lost, { help: (text) => <a href={supportUrl}>{text}</a> })}
        </p>
      )}
    </>
  );
};
