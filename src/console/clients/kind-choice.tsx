import { LinkButton } from '../../kit/button.tsx';
import { KIND_WORDS, KINDS, type Kind, NEW_CLIENT } from './kinds.ts';

/** Which kind of app a form is for, and the way to the other kinds. */
export const KindChoice = ({ kind }: { kind: Kind }) => (
  <>
    <h2>{KIND_WORDS[kind].title}</h2>
    <p>{KIND_WORDS[kind].what}</p>
    <nav class="btns" aria-label="Another kind">
      {KINDS.filter((one) => one !== kind).map((one) => (
        <LinkButton href={`${NEW_CLIENT}?kind=${one}`}>{KIND_WORDS[one].title}</LinkButton>
      ))}
    </nav>
  </>
);
