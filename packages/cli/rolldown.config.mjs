/** Bundles the command: one file with what running a command needs, everything else in chunks that load when asked for. */

import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import { pathToFileURL } from 'node:url'
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

/** Parts of Node that most runs never use, each a millisecond or more to load. Only functions are imported from them. */
const SELDOM_USED =
  /^node:(?:child_process|crypto|fs\/promises|module|stream\/consumers|timers\/promises|tty|url)$/
const PREFIX = '\0when-called:'

/** In our own modules: such a part is loaded by the first call of one of its functions. */
const loadWhenCalled = {
  name: 'load-when-called',
  resolveId(source, importer) {
    if (!SELDOM_USED.test(source) || importer === undefined || /node_modules/.test(importer)) return null
    return { id: PREFIX + source, moduleSideEffects: false }
  },
  load(id) {
    if (!id.startsWith(PREFIX)) return null
    const part = id.slice(PREFIX.length)
    const names = Object.entries(process.getBuiltinModule(part))
      .filter(([name, value]) => typeof value === 'function' && name !== 'default')
      .map(([name]) => name)
    const one = (name) =>
      `export const ${name} = (...given) => process.getBuiltinModule('${part}').${name}(...given)`
    return names.map(one).join('\n')
  },
}

const FILTERS = /linux-landlock-seccomp\/dist\/build-filter\.js$/

/** There are few filters, and making one takes longer than reading all of them. */
const buildFiltersAhead = {
  name: 'build-filters-ahead',
  async load(id) {
    if (!FILTERS.test(id)) return null
    const { buildFilter } = await import(pathToFileURL(id).href)
    const options = ['x64', 'arm64'].flatMap((arch) =>
      ['none', 'proxy', 'full'].flatMap((egress) =>
        [false, true].flatMap((unixSockets) =>
          [false, true].map((allowNestedUserns) => ({ arch, egress, unixSockets, allowNestedUserns })),
        ),
      ),
    )
    const encoded = options.map((one) => [keyOf(one), Buffer.from(buildFilter(one)).toString('base64')])
    return `
      const filters = ${JSON.stringify(Object.fromEntries(encoded))}
      const keyOf = ${keyOf}
      export const buildFilter = (options) => Buffer.from(filters[keyOf(options)], 'base64')`
  },
}

function keyOf({ arch, egress, unixSockets = false, allowNestedUserns = false }) {
  return `${arch} ${egress} ${unixSockets} ${allowNestedUserns}`
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are all of ASCII
const NOT_ASCII = /[^\x00-\x7f]/g

/** rolldown keeps its own few lines in a file, which would be one more to find and load. */
function inlineRuntime(code, bundle) {
  const file = Object.keys(bundle).find((name) => /\brolldown-runtime\b/.test(name))
  const call = `require("./${basename(file)}")`
  if (!code.includes(call)) throw new Error(`the bundle does not contain ${call}`)
  return code.replace(call, () => `(exports=>(()=>{${bundle[file].code}})()||exports)({})`)
}

/** The code cache of one build must never be used for another one: every build carries its own name. ASCII loads fastest. */
const nameTheBuild = {
  name: 'name-the-build',
  generateBundle(_, bundle) {
    for (const chunk of Object.values(bundle)) {
      if (chunk.type !== 'chunk' || chunk.name !== 'run') continue
      if (/\bimport\(/.test(chunk.code)) this.error('the code cache cannot serve import() expressions')
      chunk.code = chunk.code.replace(
        NOT_ASCII,
        (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`,
      )
      chunk.code = inlineRuntime(chunk.code, bundle)
      chunk.code += `\n//# build=${createHash('sha256').update(chunk.code).digest('hex')}\n`
    }
    this.emitFile({
      type: 'asset',
      fileName: 'index.js',
      source: "export { runCli } from './index.cjs'\n",
    })
  },
}

// biome-ignore lint/style/noDefaultExport: rolldown reads the default export
export default defineConfig({
  input: { index: 'src/index.ts' },
  platform: 'node',
  plugins: [loadWhenCalled, buildFiltersAhead, findModulesOnTheWay, nameTheBuild],
  output: {
    dir: 'dist',
    // Loading ECMAScript modules costs more than everything they do here.
    format: 'cjs',
    entryFileNames: '[name].cjs',
    chunkFileNames: 'chunks/[name].cjs',
    minifyInternalExports: false,
    sourcemap: true,
    minify: { compress: true, mangle: true, codegen: { removeWhitespace: true } },
    codeSplitting: { groups: [{ name: 'run', test: (id) => onTheWay.has(id) }] },
  },
})
