import path from 'node:path';
import { declareValuePlugin, PluginKind } from '@stryker-mutator/api/plugin';
import type { Reporter } from '@stryker-mutator/api/report';
import { describeMutant, isMissed } from './judge.ts';

/** Prints each mutant that no test noticed as soon as that is known: a folder may take an hour. */
const showSurvivors: Reporter = {
  onMutantTested(result) {
    if (!isMissed(result)) return;
    const fileName = path.relative('.', result.fileName);
    console.log(describeMutant({ ...result, fileName }));
  },
};

/** What Stryker takes from this file. */
export const strykerPlugins = [declareValuePlugin(PluginKind.Reporter, 'survivors', showSurvivors)];
