/**
 * The code in a text that somebody copied: its digits, or for a code with letters those too, since
 * a mail's line may bring spaces, dashes or a label along.
 */
export function cleanCode(text: string, withLetters: boolean): string {
  return withLetters ? text.replace(/[^a-z\d]/gi, '').toUpperCase() : text.replace(/\D/g, '');
}
