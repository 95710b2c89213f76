import type { OpenPage } from '../../support/page-client.ts';
import type { Browser, Form } from './browser.ts';
import { defineFlow, type Flow, type State } from './flow.ts';
import type { Answer, World } from './world.ts';

type PageState = State & { browser: Browser; page: OpenPage };

/** A form of a page that somebody fills in. */
type FormFlow<S extends PageState> = Omit<Flow<S>, 'act' | 'retry' | 'forget' | 'expect'> & {
  /** What is typed into which form. */
  form(world: World, state: S): Form | Promise<Form>;
  /** As that of a flow; `arrived` is the page that a form which was taken leads to. */
  expect(world: World, state: S, last: Answer, arrived: OpenPage | null): Promise<void>;
};

const OK = 200;

/**
 * Declares the flow of a form. Somebody whose form was not taken goes the way on that they are
 * offered, and fills it in again if it is there; one who was not answered presses the button again.
 */
export const defineFormFlow = <S extends PageState>({ form, expect, ...flow }: FormFlow<S>) =>
  defineFlow<S>({
    ...flow,
    act: async (world, state) => state.browser.press(state.page, await form(world, state)),
    retry: async (world, state) => state.browser.pressAgain(state.page, await form(world, state)),
    forget: ({ browser }) => browser.forget(),
    async expect(world, state, last) {
      await expect(world, state, last, await arrive(state.browser, last));
    },
  });

/** Declares the flow of a page that is opened. */
export const defineOpening = <S extends State & { browser: Browser }>({
  path,
  ...flow
}: Omit<Flow<S>, 'act' | 'retry' | 'forget'> & { path: string | ((state: S) => string) }) =>
  defineFlow<S>({
    ...flow,
    act: (_, state) => state.browser.look(typeof path === 'string' ? path : path(state)),
    retry: (_, state) => state.browser.lookAgain(typeof path === 'string' ? path : path(state)),
    forget: ({ browser }) => browser.forget(),
  });

/** Where a form leads there is a page. */
async function arrive(browser: Browser, { headers }: Answer): Promise<OpenPage | null> {
  const to = headers.get('Location');
  if (to === null) return null;
  const page = await browser.open(to);
  if (page.status !== OK) throw new Error(`${to} is answered ${page.status}: ${page.h1}`);
  return page;
}
