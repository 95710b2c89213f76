import { addEveryFactor, enterLong } from './account-states.ts';
import { go, type State } from './state.ts';

const SECURITY = '/account/security';

/** A page about one factor of somebody who has some, by the link that leads there. */
const about = (name: string, link: string): State => ({
  name: `account-${name}`,
  async open(visitor, site) {
    await enterLong(visitor, site);
    await addEveryFactor(visitor);
    await go(visitor, SECURITY);
    const left = visitor.page.waitForEvent('framenavigated');
    await Promise.all([left, visitor.page.locator(link).first().click()]);
    await visitor.page.waitForLoadState();
  },
});

/** Factors that are about to be renamed or removed. */
export const factorStates: State[] = [
  about('passkey-rename', 'a[href*="/passkeys/"][href$="/rename"]'),
  about('passkey-remove', 'a[href*="/passkeys/"][href$="/remove"]'),
  about('totp-remove', 'a[href*="/totp/"][href$="/remove"]'),
];
