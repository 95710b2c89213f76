// A list of the zxcvbn-ts project (MIT). Loaded at the first need: unpacking it takes longer than most requests.
let list: ReadonlySet<string> | undefined;

/** Whether a password, whatever its case, is one of the 49,000 that guessers try first. */
export async function isCommonPassword(password: string): Promise<boolean> {
  if (list === undefined) {
    const { default: passwords } = await import(
      '@zxcvbn-ts/language-common/dist/passwords.json.mjs'
    );
    list = new Set(passwords.map((common) => common.toLowerCase()));
  }
  return list.has(password.toLowerCase());
}
