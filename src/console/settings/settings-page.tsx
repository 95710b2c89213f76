import { type Context, Hono } from 'hono';
import { type GateDeps, staffOnly } from '../gate.tsx';
import type { ProviderView } from './providers-panel.tsx';
import type { SettingSubject, SettingWarning } from './setting-view.ts';
import { SettingsPage } from './settings-view.tsx';

export type SettingsPageDeps = GateDeps & {
  /** What is configured, without secrets. */
  viewSettings: () => SettingSubject[];
  findWarnings: () => SettingWarning[];
  listProviders: () => ProviderView[];
};

/** `/admin/settings`: what is configured. Without secrets, so staff may read it. */
export const settingsPage = (provide: (c: Context) => SettingsPageDeps) =>
  new Hono({ strict: false }).get('/', ...staffOnly(provide, 'admin_read'), (c) => {
    const { viewSettings, findWarnings, listProviders } = provide(c);
    const { page, session } = c.var;
    const shown = {
      subjects: viewSettings(),
      warnings: findWarnings(),
      providers: listProviders(),
    };
    return c.html(<SettingsPage page={page} session={session} {...shown} />);
  });
