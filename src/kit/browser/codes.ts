import { cleanCode } from './clean-code.ts';
import { all } from './find.ts';

/**
 * Cleans codes as they are pasted. What is typed stays as it is; the server drops what is extra.
 */
export function cleanCodes(): void {
  for (const input of all<HTMLInputElement>('.in[inputmode]')) {
    input.addEventListener('paste', (event) => {
      const text = event.clipboardData?.getData('text') ?? '';
      const code = cleanCode(text, input.inputMode !== 'numeric');
      if (code === '') return;
      event.preventDefault();
      // Filled as a whole: nobody pastes a part of a code.
      input.value = code;
      input.dispatchEvent(new Event('input', { bubbles: true }));
    });
  }
}
