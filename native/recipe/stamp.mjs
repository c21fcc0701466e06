/** Tells whether what is installed was made from what is here: a digest of all inputs, and of all outputs. */

import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fingerprint } from './toolchain.mjs'

const project = fileURLToPath(new URL('..', import.meta.url))
const stampFile = join(project, 'build/stamp.json')
const INPUTS = [
  'CMakeLists.txt',
  'addon',
  'build.mjs',
  'bubblewrap',
  'inner/CMakeLists.txt',
  'inner/src',
  'package.json',
  'probe',
  'recipe',
  'windows',
]

function filesBelow(path) {
  if (!statSync(path).isDirectory()) return [path]
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesBelow(join(path, name)))
}

/** SHA-256 over names and contents of files below the native project. */
export function digestSources(inputs = INPUTS) {
  const hash = createHash('sha256')
  for (const file of inputs.flatMap((input) => filesBelow(join(project, input)))) {
    hash
      .update(`${file.slice(project.length)}\0`)
      .update(readFileSync(file))
      .update('\0')
  }
  return hash.digest('hex')
}

/** One string for everything the result depends on. */
export function inputsOf(targets, cmake, windowsTools = []) {
  const tools = [cmake, ...targets.map(({ compiler }) => compiler), ...windowsTools].map(fingerprint)
  return createHash('sha256')
    .update([digestSources(), ...targets.map(({ name, kind }) => `${name} ${kind}`), ...tools].join('\n'))
    .digest('hex')
}

/** True when the last complete build had these inputs and its files are all still as it left them. */
export function isUpToDate(inputs) {
  if (!existsSync(stampFile)) return false
  try {
    const stamp = JSON.parse(readFileSync(stampFile, 'utf8'))
    if (stamp.inputs !== inputs) return false
    return Object.entries(stamp.outputs).every(([path, sha256]) => digestFile(join(project, path)) === sha256)
  } catch {
    return false
  }
}

/** Remembers a complete build, which left these files. */
export function writeStamp(inputs, files) {
  const outputs = Object.fromEntries(files.map((path) => [relative(project, path), digestFile(path)]))
  mkdirSync(dirname(stampFile), { recursive: true })
  const staged = `${stampFile}.${process.pid}`
  writeFileSync(staged, `${JSON.stringify({ inputs, outputs })}\n`)
  renameSync(staged, stampFile)
}

export const digestFile = (path) => createHash('sha256').update(readFileSync(path)).digest('hex')
