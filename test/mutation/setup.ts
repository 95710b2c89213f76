import fc from 'fast-check';

// A kept runtime still has the mutant of the run before: no test file is to be loaded under it.
const stryker: unknown = Reflect.get(globalThis, '__stryker__');
if (typeof stryker === 'object' && stryker !== null)
  Reflect.set(stryker, 'activeMutant', undefined);

// Nobody reads the example that killed a mutant, so it need not be made shorter.
fc.configureGlobal({ endOnFailure: true });
