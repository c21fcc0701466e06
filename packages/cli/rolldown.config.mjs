/** Bundles the command: one file with what running a command needs, everything else in chunks that load when asked for. */

import { defineConfig } from 'rolldown'

/** Loaded on the way to every command: the entry, and the backend that core loads by itself. */
const ROOTS = [/packages\/cli\/src\/index\.ts$/, /packages\/linux-bwrap\/dist\/index\.js$/]
/** Reached through the public faces of packages, but used by other verbs only. */
const ELSEWHERE =
  /policy\/dist\/(explain|diff|intersect|merge|json-schema|trust|trust-errors|schema-errors)\b/
const onTheWay = new Set()

/** Follows static imports only: what is imported when asked for stays in its own chunk. */
const findModulesOnTheWay = {
  name: 'find-modules-on-the-way',
  buildEnd() {
    const waiting = [...this.getModuleIds()].filter((id) => ROOTS.some((root) => root.test(id)))
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      if (onTheWay.has(id) || ELSEWHERE.test(id)) continue
      onTheWay.add(id)
      waiting.push(...(this.getModuleInfo(id)?.importedIds ?? []))
    }
  },
}

// biome-ignore lint/style/noDefaultExport: rolldown reads the default export
export default defineConfig({
  input: { index: 'src/index.ts' },
  platform: 'node',
  plugins: [findModulesOnTheWay],
  output: {
    dir: 'dist',
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: 'chunks/[name].js',
    sourcemap: true,
    minify: { compress: true, mangle: false, codegen: { removeWhitespace: true } },
    codeSplitting: { groups: [{ name: 'run', test: (id) => onTheWay.has(id) }] },
  },
})
