import { run } from './run-program.ts';

/** Builds the client package, which programs import as `latchkey`. Throws if it does not compile. */
export function buildClient(): void {
  const { status, output, errors } = run('npm', ['run', '--silent', 'build:client']);
  if (status !== 0) throw new Error(output + errors);
}
