import { StepError, wanted } from '../http.ts';
import type { World } from '../invariant.ts';
import { API } from '../people.ts';

/** A sign-in that waits for a mailed code. */
export type MailedStep = { token: string; code: string };

/** Switches the mailed second step on and begins a sign-in that needs it. */
export function mailedStep(world: World): Promise<MailedStep> {
  return world.once('mailed second step', async () => {
    const { call, people, mailbox } = world;
    const person = await people.verified('resets');
    const { email, password, access } = person;
    const set = (enabled: boolean) =>
      call('PUT', `${API}/mfa/email`, { body: { enabled, password }, token: access });
    wanted('mfa/email', await set(true));
    const body = { email, password };
    let token = '';
    const ask = async () => {
      const asked = wanted('login', await call('POST', `${API}/login`, { body }));
      if (asked.body.otp_required !== true) throw new StepError('no second step is asked for here');
      token = String(asked.body.mfa_token);
    };
    const { code } = await mailbox.answerTo(ask, email, 'code');
    wanted('mfa/email', await set(false));
    return { token, code: code ?? '' };
  });
}
