import { addEveryFactor } from './account-states.ts';
import { signIn } from './door-states.ts';
import { addTotp, enter, PASSWORD, signUp } from './people.ts';
import { fill, go, type State, send } from './state.ts';

/** The second step, in all its kinds. */
export const secondStepStates: State[] = [
  ...['totp', 'recovery_code'].map(
    (by): State => ({
      name: `second-step-${by.replace('_', '-')}`,
      async open(visitor, site) {
        const { email } = await signUp(site);
        await addTotp(site, email);
        await signIn(visitor, email, PASSWORD);
        await go(visitor, `/second-step?by=${by}`);
      },
    }),
  ),
  // With everything there is to choose from.
  ...['passkey', 'email_otp', 'recovery_code'].map(
    (by): State => ({
      name: `second-step-several-${by.replace('_', '-')}`,
      async open(visitor, site) {
        const { email } = await signUp(site);
        await enter(visitor, email);
        const key = await addEveryFactor(visitor);
        // It would sign in by itself.
        await key.unplug();
        await send(visitor, '/sign-out');
        await signIn(visitor, email, PASSWORD);
        await go(visitor, `/second-step?by=${by}`);
      },
    }),
  ),
  {
    name: 'second-step-wrong',
    wrong: true,
    async open(visitor, site) {
      const { email } = await signUp(site);
      await addTotp(site, email);
      await signIn(visitor, email, PASSWORD);
      await fill(visitor, { otp: '000000' });
    },
  },
  {
    name: 'step-up-password',
    async open(visitor, site) {
      await enter(visitor, (await signUp(site)).email);
      await go(visitor, '/account/step-up?return_to=/account/security');
    },
  },
  {
    name: 'step-up-wrong',
    wrong: true,
    async open(visitor, site) {
      await enter(visitor, (await signUp(site)).email);
      await send(visitor, '/account/step-up', { password: 'wrong-Horse-7' });
    },
  },
];
