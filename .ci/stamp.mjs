/** Decides, by file sizes and times alone, whether the last set-up still fits the sources. */

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
import { join } from 'node:path'
import { CACHE, memberPaths, ROOT } from './repository.mjs'

const STAMP = join(CACHE, 'setup-stamp')
const ROOT_INPUTS = [
  'package.json',
  'pnpm-lock.yaml',
  'pnpm-workspace.yaml',
  'tsconfig.base.json',
  'turbo.json',
]
/** Things that are made by a build, or that no build reads. */
const NOT_AN_INPUT =
  /^(?:node_modules|dist|test|vendor|coverage|build(?:-.*)?|\..*|.*\.tsbuildinfo|.*\.test(?:-d)?\.ts)$/

/** One word for the state of everything a build reads. Starts no process: it runs before every command. */
export function fingerprint() {
  const hash = createHash('sha1')
  hash.update(`${process.platform} ${process.arch} ${process.versions.modules}\n`)
  for (const file of ROOT_INPUTS) addFile(hash, file)
  for (const member of memberPaths()) addDirectory(hash, member)
  return hash.digest('hex')
}

/** True when the last finished set-up saw the same inputs and its results are still there. */
export function isCurrent() {
  try {
    const [recorded, ...results] = readFileSync(STAMP, 'utf8').trimEnd().split('\n')
    return results.every((path) => existsSync(join(ROOT, path))) && recorded === fingerprint()
  } catch {
    return false
  }
}

/** Record a finished set-up; `seen` is the fingerprint taken before it read anything. */
export function recordSetUp(seen) {
  const made = memberPaths().flatMap((member) => [`${member}/dist`, `${member}/vendor`])
  const present = ['node_modules/.modules.yaml', ...made].filter((path) => existsSync(join(ROOT, path)))
  mkdirSync(CACHE, { recursive: true })
  const draft = `${STAMP}.${process.pid}`
  writeFileSync(draft, `${[seen, ...present].join('\n')}\n`)
  renameSync(draft, STAMP)
}

function addFile(hash, path) {
  const { size, mtimeMs } = statSync(join(ROOT, path))
  hash.update(`${path} ${size} ${mtimeMs}\n`)
}

function addDirectory(hash, path) {
  const entries = readdirSync(join(ROOT, path), { withFileTypes: true })
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (NOT_AN_INPUT.test(entry.name)) continue
    if (entry.isDirectory()) addDirectory(hash, `${path}/${entry.name}`)
    else addFile(hash, `${path}/${entry.name}`)
  }
}
