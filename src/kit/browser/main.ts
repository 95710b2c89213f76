import { cleanCodes } from './codes.ts';
import { offerCopies } from './copy.ts';
import { openDialogs } from './dialogs.ts';
import { focusOnErrors } from './focus.ts';
import { offerPasskeys } from './passkeys.ts';
import { offerPeeks } from './peek.ts';
import { offerPrints } from './print.ts';
import { renewStaleOptions } from './renew.ts';
import { sendSignals } from './signals.ts';
import { showStrength } from './strength.ts';
import { submitOnce } from './submit-once.ts';

// Every part works on what it finds in the page and leaves all else alone; a part that fails does
// not take the others with it.
for (const part of [
  focusOnErrors,
  offerPeeks,
  cleanCodes,
  showStrength,
  openDialogs,
  offerCopies,
  offerPrints,
  offerPasskeys,
  renewStaleOptions,
  sendSignals,
  submitOnce,
]) {
  try {
    part();
  } catch (error) {
    console.error(error);
  }
}
