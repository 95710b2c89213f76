/** Says what is wrong with a command line, and where to read what is right. */
export const describeMisuse = (command: string, message: string): string =>
  `${command}: ${message} (see --help)\n`;

/** Ends the program, whose command line makes no sense, with exit code 2. */
export function misused(command: string, message: string): never {
  process.stderr.write(describeMisuse(command, message));
  return process.exit(2) as never;
}
