/** Bundles the command: one small entry for running commands, everything else in chunks that load when asked for. */

import { defineConfig } from 'rolldown'

// biome-ignore lint/style/noDefaultExport: rolldown reads the default export
export default defineConfig({
  input: { main: 'src/main.ts', index: 'src/index.ts' },
  platform: 'node',
  resolve: { conditionNames: ['import', 'node'] },
  output: {
    dir: 'dist',
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: 'chunks/[name].js',
    sourcemap: true,
    minify: { compress: true, mangle: false, codegen: { removeWhitespace: true } },
  },
})
