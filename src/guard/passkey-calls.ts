import type { RedeemSecret } from './try-calls.ts';

/** A passkey with a right signature. */
export type UsedPasskey = {
  credentialId: string;
  counter: number;
  /** The counter that it was registered with. */
  registered: number;
  /** Whether it is synced now; left out if D1 knows. */
  backedUp?: boolean;
};

export type UsePasskey = {
  passkey: UsedPasskey;
  /** The challenge, and what else the proof uses up along with it. */
  secrets: RedeemSecret[];
};

/**
 * - `used`: this call and no other may go on;
 * - `spent`: the challenge, or what it would finish, was used before or has died;
 * - `went_back`: the counter shows that there is a copy of the passkey. The challenge is used up.
 */
export type PasskeyVerdict = 'used' | 'spent' | 'went_back';
