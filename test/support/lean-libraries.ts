import type { Plugin } from 'vite';

/**
 * Leaves the source maps of libraries out. Vitest sends every runtime the modules that its file
 * needs in one message, most of which are source maps, and workerd takes at most 32 MiB.
 */
export const leanLibraries = (): Plugin => ({
  name: 'lean-libraries',
  enforce: 'post',
  transform: (code, id) =>
    id.includes('/node_modules/') ? { code, map: { mappings: '' } } : undefined,
});
