import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { LANGUAGES } from '../../src/words/language.ts';
import { openSite } from './pages/site.ts';
import type { State } from './pages/state.ts';
import { eachSpecialState, eachState } from './pages/states.ts';
import type { Visitor } from './pages/visitor.ts';

// `npm run shots`: pictures of every page in every state, in every language, at two widths, light
// and dark. `ONLY=sign-in` takes those whose names match that, `LANGUAGE=ar` one language,
// `WIDTHS=320` other widths.
const folder = path.resolve(process.env.SCREENSHOTS ?? 'reports/shots');
const WIDTHS = (process.env.WIDTHS ?? '390,1280').split(',').map(Number);
const languages = LANGUAGES.filter((language) => (process.env.LANGUAGE ?? language) === language);

const site = await openSite();
try {
  for (const language of languages) {
    const place = path.join(folder, language);
    rmSync(place, { recursive: true, force: true });
    mkdirSync(place, { recursive: true });
    const look = (visitor: Visitor, state: State) => takePictures(visitor, state, place);
    const fail = (name: string, why: string) => console.error(`${name}: ${why}`);
    await eachState(site, look, { language, fail });
    await eachSpecialState(look, { language, fail });
    console.log(`${language}: ${place}`);
  }
} finally {
  await site.stop();
}

async function takePictures({ page }: Visitor, { name }: State, place: string): Promise<void> {
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: width < 640 ? 844 : 800 });
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      const file = `${name}-${width}-${colorScheme}.png`;
      await page.screenshot({ path: path.join(place, file), fullPage: true });
    }
  }
}
