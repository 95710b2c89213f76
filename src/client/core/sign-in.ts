import type {
  Answer,
  CodeSignIn,
  PasswordSignIn,
  Proof,
  SecondStep,
  SignInResult,
  StepUpOptions,
  User,
} from './api.ts';
import type { Call, CallDeps } from './call.ts';
import { LatchkeyError } from './error.ts';
import { toTokenAnswer } from './exchange.ts';
import type { TokenStore } from './store.ts';

type SignInDeps = CallDeps & { store: TokenStore | undefined; call: Call };

/** The ways in and out, and proving oneself again. */
export function createSignIn({ send, store, keeper, refresher, call }: SignInDeps) {
  const token_delivery = store ? 'body' : 'cookie';

  async function take(answer: Answer): Promise<SignInResult> {
    if (answer.otp_required) {
      const { otp_required, ...rest } = answer;
      return { status: 'second_step', ...rest } as SecondStep;
    }
    const tokens = toTokenAnswer(answer);
    if (typeof tokens.user?.id !== 'string') throw new LatchkeyError('unexpected_answer');
    await keeper.keep(tokens);
    return { status: 'signed_in', user: tokens.user };
  }

  const enter = (path: string, body: object) =>
    keeper.exclusively(async () =>
      take(await send('POST', path, { body: { ...body, token_delivery } })),
    );

  return {
    /** By password: `signIn({ email, password })`. */
    signIn: (body: PasswordSignIn) => enter('login', body),
    /** Mails a code, if the address has an account; tells nobody whether. */
    requestCode: (email: string) => send('POST', 'otp/request', { body: { email } }),
    /** By the mailed code: `signInWithCode({ email, otp })`. */
    signInWithCode: (body: CodeSignIn) => enter('otp/verify', body),
    /** By the token that `email/verify` answers, once and within 60 seconds. */
    signInWithExchangeToken: (exchange_token: string) =>
      enter('exchange-token', { exchange_token }),
    /** Finishes a sign-in: `proveSecondStep(step, { otp })`. */
    proveSecondStep: ({ mfa_token }: Pick<SecondStep, 'mfa_token'>, proof: Proof) =>
      enter('login/otp-verify', { mfa_token, ...proof }),
    /**
     * Ends the session, in all tabs. Throws, and ends nothing, while the service does not answer.
     */
    async signOut(): Promise<void> {
      const token = await refresher.current();
      if (!token) return;
      await keeper.exclusively(async () => {
        const refresh_token = await store?.get();
        const proof = store ? {} : { csrf: token.csrf };
        await send('POST', 'logout', { body: { refresh_token }, ...proof });
        await keeper.end();
      });
    },
    /**
     * What can be proved after `reauthentication_required`. Mails the code, where nothing stronger
     * is set up.
     */
    stepUpOptions: () => call<StepUpOptions>('POST', 'step-up/options', {}),
    /** Proves the person again; then repeat the call that was refused. */
    stepUp: async (proof: Proof): Promise<void> => void (await call('POST', 'step-up', proof)),
    /** Asks who is signed in anew, for instance after a change of the profile. */
    async reload(): Promise<void> {
      const session = keeper.session();
      const user = await call<User>('GET', 'me');
      if (typeof user.id !== 'string') throw new LatchkeyError('unexpected_answer');
      // Meanwhile somebody else may have signed in.
      if (keeper.session() === session) keeper.who.set(user);
    },
  };
}
