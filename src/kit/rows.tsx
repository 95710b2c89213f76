import type { Child } from 'hono/jsx';
import { Icon, type IconName } from './icon.tsx';

/** A list of things, each with what it is and what can be done with it. */
export const Rows = ({ children }: { children: Child }) => <ul class="rows">{children}</ul>;

/** One thing of a list. `actions` stand at its end, or below it on a phone. */
export const Row = ({
  icon,
  actions,
  children,
}: {
  icon?: IconName;
  actions?: Child;
  children: Child;
}) => (
  <li>
    {icon !== undefined && <Icon name={icon} />}
    <div class="what">{children}</div>
    {actions !== undefined && <div class="btns">{actions}</div>}
  </li>
);

/** One or two words of state beside a name. */
export const Tag = ({ kind, children }: { kind?: 'good' | 'warn' | 'bad'; children: Child }) => (
  <span class={kind === undefined ? 'tag' : `tag ${kind}`}>{children}</span>
);
