import { type Context, Hono } from 'hono';
import { type GateDeps, staffOnly } from '../gate.tsx';
import type { SettingSubject, SettingWarning } from './setting-view.ts';
import { SettingsPage } from './settings-view.tsx';

export type SettingsPageDeps = GateDeps & {
  /** What is configured, without secrets. */
  viewSettings: () => SettingSubject[];
  findWarnings: () => SettingWarning[];
};

/** `/admin/settings`: what is configured. Without secrets, so staff may read it. */
export const settingsPage = (provide: (c: Context) => SettingsPageDeps) =>
  new Hono({ strict: false }).get('/', ...staffOnly(provide, 'admin_read'), (c) => {
    const { viewSettings, findWarnings } = provide(c);
    const { page, session } = c.var;
    const about = { page, session, subjects: viewSettings(), warnings: findWarnings() };
    return c.html(<SettingsPage {...about} />);
  });
