import type { Child } from 'hono/jsx';
import { Step, Steps } from '../../kit/lists.tsx';
import { Panel } from '../../kit/panel.tsx';
import { commandsOf } from './commands.ts';

type RotateProps = { environment: string };

/** How to rotate the keys that sign, with the commands of the command line. */
export const RotateSigning = ({ environment }: RotateProps) => {
  const { generate, put, rotate, putNext } = commandsOf(environment);
  return (
    <Panel id="rotate-signing" title="Rotate the signing keys">
      <p class="hint">Nobody is signed out. You need the present keys: they can’t be read back.</p>
      <Steps>
        <Step>
          <p>
            Take <code class="mono">keys.json</code> from your vault. If you have none, make keys of
            your own, which ends the tokens of today:
          </p>
          <Command>{generate}</Command>
          <Command>{put}</Command>
        </Step>
        <Step>
          <p>Put fresh keys in front. The former ones stay, and go on verifying:</p>
          <Command>{rotate}</Command>
          <Command>{putNext}</Command>
        </Step>
        <Step>
          <p>
            Keep next.json in the vault. Leave the former keys in for an hour, the longest life of
            an ID token (longer if <code class="mono">ACCESS_TOKEN_TTL</code> is). Then you may take
            them out.
          </p>
        </Step>
      </Steps>
    </Panel>
  );
};

/** How to rotate the secret that every other key is made of. */
export const RotateSecret = ({ environment }: RotateProps) => {
  const { newSecret, reseal, seals } = commandsOf(environment);
  return (
    <Panel id="rotate-secret" title="Rotate AUTH_SECRET">
      <Steps>
        <Step>
          <p>
            Make a new value. Put the present one into{' '}
            <code class="mono">AUTH_SECRET_PREVIOUS</code> and the new one into{' '}
            <code class="mono">AUTH_SECRET</code>:
          </p>
          <Command>{newSecret}</Command>
        </Step>
        <Step>
          <p>
            The clean-up encrypts every secret anew, 200 at a time. You can run it at once, and see
            what is left:
          </p>
          <Command>{reseal}</Command>
          <Command>{seals}</Command>
        </Step>
        <Step>
          <p>
            Remove the former value once it encrypts nothing, and not before 14 days: so long may
            sessions last (<code class="mono">REFRESH_TOKEN_TTL_REMEMBER</code>, or longer for an
            OAuth client).
          </p>
        </Step>
      </Steps>
    </Panel>
  );
};

const Command = ({ children }: { children: Child }) => (
  <p>
    <code class="mono small" dir="ltr">
      {children}
    </code>
  </p>
);
