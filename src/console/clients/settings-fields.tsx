import { FieldErrorText } from '../../kit/field.tsx';
import { Select, TextField } from '../../kit/inputs.tsx';
import { errorOf, type FieldError } from '../../kit/notice.tsx';
import type { PageContext } from '../../kit/page-context.ts';
import { Act } from '../../kit/panel.tsx';
import { TextArea } from '../../kit/text-area.tsx';
import { Tick } from '../../kit/tick.tsx';
import { SCOPES } from '../../oauth/clients/client.ts';
import type { Typed } from '../reason-field.tsx';
import { SETTINGS, type Setting } from './settings.ts';

type FieldsProps = { page: PageContext; typed: Typed; errors: FieldError[] };

/** The fields of a client: what most need, then the others, open if one of them is wrong. */
export const SettingsFields = (about: FieldsProps) => {
  const others = SETTINGS.filter(({ isBasic }) => isBasic !== true);
  const isOpen = others.some(({ name }) => errorOf(about.errors, name) !== undefined);
  return (
    <>
      {SETTINGS.filter(({ isBasic }) => isBasic === true).map((setting) => (
        <SettingField setting={setting} {...about} />
      ))}
      <Act title="More settings" group="more" open={isOpen}>
        <div class="flow">
          {others.map((setting) => (
            <SettingField setting={setting} {...about} />
          ))}
        </div>
      </Act>
    </>
  );
};

const SettingField = ({ setting, page, typed, errors }: FieldsProps & { setting: Setting }) => {
  const { name, kind, label, hint, options = [] } = setting;
  const [value, error] = [typed[name], errorOf(errors, name)];
  const about = { page, name, label, error, hint: <Hint setting={setting} /> };
  if (kind === 'scopes')
    return <ScopeTicks {...{ page, typed, error }} label={label} hint={hint} />;
  if (kind === 'switch')
    return (
      <Tick page={page} name={name} checked={value !== undefined} error={error}>
        {label}
        <br />
        <span class="hint">
          <Hint setting={setting} />
        </span>
      </Tick>
    );
  if (kind === 'choice') return <Select {...about} value={value} options={[...options]} />;
  if (kind === 'uris' || kind === 'keys')
    return <TextArea {...about} value={value} rows={kind === 'keys' ? 6 : 3} />;
  return <TextField {...about} value={value} autocomplete="off" />;
};

/** What a setting does, and its name in the API and on the command line’s answers. */
const Hint = ({ setting: { hint, name } }: { setting: Setting }) => (
  <>
    {hint} <span class="mono">{name}</span>
  </>
);

type TicksProps = Omit<FieldsProps, 'errors'> & {
  label: string;
  hint: string;
  error: string | undefined;
};

const ScopeTicks = ({ page, typed, label, hint, error }: TicksProps) => (
  <fieldset id="scope" tabindex={-1}>
    <legend class="h3">{label}</legend>
    <p class="hint">
      {hint} <span class="mono">scope</span>
    </p>
    {error !== undefined && <FieldErrorText page={page} name="scope" error={error} />}
    {SCOPES.map((scope) => (
      <Tick page={page} name={`scope_${scope}`} checked={typed[`scope_${scope}`] !== undefined}>
        <span class="mono">{scope}</span>
      </Tick>
    ))}
  </fieldset>
);
