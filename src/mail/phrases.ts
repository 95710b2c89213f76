import type { Block } from './blocks.tsx';

/** A paragraph of sentences. */
export function paragraph(...sentences: string[]): Block {
  return { kind: 'paragraph', text: sentences.join(' ') };
}

/** The end of a mail: what its reader does if they did not cause it. */
export function wasNotYou(...sentences: string[]): Block[] {
  return [{ kind: 'heading', text: 'Wasn’t you?' }, paragraph(...sentences)];
}
