/** A setting as a team may read it. */
export type SettingView = {
  name: string;
  /** `none` for what is neither set nor has a default. */
  origin: 'set' | 'default' | 'none';
  /** Null for a secret, and where there is none. */
  value: string | null;
  isSecret: boolean;
  /** Of a number: "seconds". */
  unit: string | null;
  /** What it means, in Markdown with code. */
  meaning: string;
};

/** Settings of one subject. */
export type SettingSubject = { subject: string; settings: SettingView[] };

/** Something about the settings that somebody should decide on. */
export type SettingWarning = { setting: string; says: string; advice: string };
