import { run } from './run-program.ts';

/** Makes the package `latchkey`, which programs of the documents import. Throws what went wrong. */
export function buildClient(): void {
  const { status, output, errors } = run('npm', ['run', '--silent', 'build:client']);
  if (status !== 0) throw new Error(`npm run build:client failed:\n${output}${errors}`);
}
