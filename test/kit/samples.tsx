import type { Child } from 'hono/jsx';
import { Button, LinkButton } from '../../src/kit/button.tsx';
import { Dialog, DialogButton, DialogCancel } from '../../src/kit/dialog.tsx';
import { Door } from '../../src/kit/door.tsx';
import { Form } from '../../src/kit/form.tsx';
import { CodeField, EmailField, PasswordField, Select, TextField } from '../../src/kit/inputs.tsx';
import { CodesList, Fact, Facts, Step, Steps } from '../../src/kit/lists.tsx';
import { ErrorSummary, errorOf, type FieldError, Notice } from '../../src/kit/notice.tsx';
import type { PageContext } from '../../src/kit/page-context.ts';
import { Act, Panel } from '../../src/kit/panel.tsx';
import { PasskeyForm, PasskeySignal } from '../../src/kit/passkey-form.tsx';
import { HiddenUsername, NewPasswordField } from '../../src/kit/passwords.tsx';
import { Qr } from '../../src/kit/qr.tsx';
import { Row, Rows, Tag } from '../../src/kit/rows.tsx';
import { CopyButton, PrintButton } from '../../src/kit/script-buttons.tsx';
import { Shell } from '../../src/kit/shell.tsx';
import { Tick } from '../../src/kit/tick.tsx';
import { Time } from '../../src/kit/time.tsx';
import { en } from '../../src/words/en/index.ts';
import { DEFAULT_LANGUAGE } from '../../src/words/language.ts';

/** What pages of the kit's tests know of their request. */
export const pageContext = (about: Partial<PageContext> = {}): PageContext => ({
  words: en,
  language: DEFAULT_LANGUAGE,
  brand: {
    appName: 'Fernhill',
    color: null,
    logoUrl: null,
    supportUrl: 'https://fernhill.example/help',
    termsUrl: 'https://fernhill.example/terms',
    privacyUrl: 'https://fernhill.example/privacy',
    returnUrl: 'https://fernhill.example/',
  },
  csrfToken: 'csrf',
  returnTo: null,
  here: '/sign-in',
  timezone: 'Europe/Lisbon',
  ...about,
});

type Sample = {
  page: PageContext;
  /** What people and companies have called things. */
  text: string;
  errors: FieldError[];
  passkey: object;
};

/** A page with every part of a door. */
export const doorSample = ({ page, text, errors, passkey }: Sample) => (
  <Door page={page} title={`Sign in to ${text}`} wrong={errors.length > 0}>
    <Form page={page} action="/sign-in" hidden={{ way: text }}>
      <h1>Sign in to {text}</h1>
      <ErrorSummary page={page} errors={errors} />
      <EmailField
        page={page}
        name="email"
        label="Email address"
        autocomplete="username webauthn"
        value={text}
        error={errorOf(errors, 'email')}
        required
      />
      <PasswordField
        page={page}
        name="password"
        label="Password"
        error={errorOf(errors, 'password')}
        required
      />
      <div class="split small">
        <Tick page={page} name="remember_me">
          Stay signed in for 14 days
        </Tick>
        <a href="/forgot-password">Forgot password?</a>
      </div>
      <Button look="go" wide>
        Sign in
      </Button>
      <p class="or">{page.words.common.or}</p>
    </Form>
    <PasskeyForm page={page} action="/sign-in" passkey={{ get: passkey }} quiet>
      <Button wide icon="key">
        Use a passkey
      </Button>
    </PasskeyForm>
    <p class="soft">
      New to {text}? <a href="/sign-up">Create an account</a>
    </p>
  </Door>
);

/** A page with every part that doors lack. */
export const shellSample = ({ page, text, errors, passkey }: Sample) => (
  <Shell
    page={page}
    title="Security"
    wrong={errors.length > 0}
    person={{ name: text, email: text }}
    side={{ label: 'Account', entries: SIDE, current: '/account/security' }}
  >
    <section>
      <Notice kind="good" title={text}>
        Next time, choose “Use a passkey”.
      </Notice>
    </section>
    <Passwords page={page} text={text} errors={errors} />
    <Passkeys page={page} text={text} passkey={passkey} />
    <Totp page={page} text={text} />
    <Panel id="codes-title" title="Recovery codes">
      <CodesList
        id="codes"
        codes={['7K4P-M2XQ-AAAA-BBBB-EEEE-FFFF', 'T9WD-3HRN-CCCC-DDDD-GGGG-HHHH', text]}
      />
      <div class="btns">
        <CopyButton page={page} of="codes" />
        <LinkButton href="/codes.txt" download="codes.txt">
          Download
        </LinkButton>
        <PrintButton page={page} />
      </div>
    </Panel>
    <Rest page={page} text={text} />
  </Shell>
);

type Part = Pick<Sample, 'page' | 'text'>;

const Passwords = ({ page, text, errors }: Part & Pick<Sample, 'errors'>) => (
  <Panel id="password-title" title="Password">
    <Form page={page} action="/account/security/password">
      <HiddenUsername page={page} value={text} />
      <NewPasswordField
        page={page}
        name="new_password"
        label="New password"
        error={errorOf(errors, 'new_password')}
        rules={[
          { kind: 'length', min: 8, text: 'At least 8 characters' },
          { kind: 'digit', text: 'A digit' },
          { kind: 'server', text: 'Not on any list of leaked passwords' },
        ]}
      />
      <Button look="go">Save password</Button>
    </Form>
  </Panel>
);

const Passkeys = ({ page, text, passkey }: Part & Pick<Sample, 'passkey'>) => (
  <Panel
    id="passkeys-title"
    title="Passkeys"
    actions={
      <PasskeyForm page={page} action="/account/security/passkeys" passkey={{ create: passkey }}>
        <Button icon="add">Add a passkey</Button>
      </PasskeyForm>
    }
  >
    <PasskeySignal signal={{ rpId: text, userId: 'dXNlcg', allAcceptedCredentialIds: ['aWQ'] }} />
    <Rows>
      <Row icon="phone" actions={<DialogButton opens="remove" href="/remove" children={text} />}>
        <h3>
          <bdi>{text}</bdi> <Tag kind="good">New</Tag>
        </h3>
        <p class="hint">
          Added <Time at={1_780_000_000_000}>today at 09:12</Time>
        </p>
      </Row>
    </Rows>
    <Dialog id="remove" title={`Remove ${text}?`}>
      <p>You can’t sign in with it any more.</p>
      <Form page={page} action="/remove" hidden={{ id: text }}>
        <Button look="bad" wide>
          Remove passkey
        </Button>
      </Form>
      <DialogCancel>Keep it</DialogCancel>
    </Dialog>
  </Panel>
);

const MODULES = Array.from({ length: 21 }, (_, y) =>
  Array.from({ length: 21 }, (__, x) => (x * y + x) % 3 === 0),
);

const Totp = ({ page, text }: Part) => (
  <Panel id="totp-title" title="Set up an authenticator app">
    <Steps sideBySide>
      <Step>
        <h3>Scan this with the app</h3>
        <Qr modules={MODULES} label={text} />
      </Step>
      <Step>
        <Form page={page} action="/account/security/totp">
          <CodeField page={page} name="otp" label="Six-digit code" hint="It changes." required />
          <Button look="go">Turn on</Button>
        </Form>
      </Step>
    </Steps>
  </Panel>
);

const Rest = ({ page, text }: Part): Child => (
  <Panel id="rest-title" title={text}>
    <Facts>
      <Fact name="Name">
        <bdi>{text}</bdi>
      </Fact>
      <Fact name="Member since">May 2026</Fact>
    </Facts>
    <Notice kind="warn" title="Not confirmed yet" />
    <Act title="Change your name" group="acts">
      <Form page={page} action="/account">
        <TextField page={page} name="name" label="Name" value={text} hint={text} />
        <CodeField page={page} name="recovery" label="Recovery code" length={16} letters />
        <Select
          page={page}
          name="locale"
          label="Language"
          value="de"
          options={[
            { value: 'en', label: 'English', lang: 'en' },
            { value: 'de', label: text, lang: 'de' },
          ]}
        />
        <Tick page={page} name="agreed" error={text} required>
          I agree to the <a href="/terms">terms of use</a>
        </Tick>
        <Button>Save</Button>
      </Form>
    </Act>
  </Panel>
);

const SIDE = ['Profile', 'Security', 'Sessions', 'Activity', 'Connections', 'Your data'].map(
  (label) => ({ href: `/account/${label.toLowerCase()}`, label }),
);
