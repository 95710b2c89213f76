/** What every mail of a deployment has in common. */
export type Letterhead = {
  appName: string;
  /** Of our pages, without a slash at the end. */
  appUrl: string;
  /** The company's colour, from `parseBrandColor`; null for the default. */
  color: string | null;
  /** Where readers get help; null where not configured. */
  supportUrl: string | null;
};

/** The recipient of a mail, as far as its words depend on them. A user is one. */
export type Reader = {
  /** The id of the recipient, whose mails are listed; none for others. */
  id?: string | null;
  /** A name of the IANA time zone database. */
  timezone: string;
  /** A language tag; null if the reader has not chosen one. */
  locale?: string | null;
  /** The tag of the language of the request that asked for the mail, where it says anything. */
  asked?: string | null | undefined;
};

/** The sender and the recipient of a mail. */
export type Envelope = { to: string; reader: Reader; letterhead: Letterhead };
