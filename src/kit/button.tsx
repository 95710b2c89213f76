import type { Child } from 'hono/jsx';
import { Icon, type IconName } from './icon.tsx';

type Look = {
  /** `go` is the one filled button of a page, `bad` destroys something, `text` is quiet. */
  look?: 'go' | 'bad' | 'text';
  wide?: boolean;
  icon?: IconName;
  children: Child;
};

const classOf = ({ look, wide }: Look) =>
  ['btn', look, wide === true ? 'wide' : undefined].filter((name) => name !== undefined).join(' ');

/** Sends its form. `name` and `value` tell which of several was pressed. */
export const Button = (
  props: Look & {
    name?: string;
    value?: string;
    form?: string;
    formaction?: string;
    formnovalidate?: boolean;
  },
) => (
  <button
    type="submit"
    class={classOf(props)}
    name={props.name}
    value={props.value}
    form={props.form}
    formaction={props.formaction}
    formnovalidate={props.formnovalidate}
  >
    {props.icon !== undefined && <Icon name={props.icon} />}
    {props.children}
  </button>
);

/** A link that looks like a button. */
export const LinkButton = (props: Look & { href: string; download?: string }) => (
  <a class={classOf(props)} href={props.href} download={props.download}>
    {props.icon !== undefined && <Icon name={props.icon} />}
    {props.children}
  </a>
);
