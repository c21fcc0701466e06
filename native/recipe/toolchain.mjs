/** Finds the compilers of this host and decides which targets can be built with which of them. */

import { execFileSync } from 'node:child_process'
import { accessSync, constants, existsSync, mkdirSync, realpathSync, statSync, symlinkSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const architectures = {
  x64: { triple: 'x86_64-linux-gnu', processor: 'x86_64' },
  arm64: { triple: 'aarch64-linux-gnu', processor: 'aarch64' },
}

/** The path of a program in PATH, or undefined. */
export function which(name) {
  for (const directory of (process.env.PATH ?? '').split(delimiter)) {
    const path = join(directory, name)
    try {
      accessSync(path, constants.X_OK)
      if (statSync(path).isFile()) return path
    } catch {
      // Not here.
    }
  }
  return undefined
}

/**
 * The targets that can be built here, the host's own first.
 * @returns {{ name: string, processor: string, compiler: string, kind: 'musl' | 'system' | 'cross' }[]}
 */
export function findTargets() {
  const targets = []
  for (const [arch, { triple, processor }] of Object.entries(architectures)) {
    const name = `linux-${arch}`
    const isHost = arch === process.arch
    const musl = isHost ? which('musl-gcc') : undefined
    const compiler = musl ?? (isHost ? systemCompiler() : which(`${triple}-gcc`))
    if (compiler === undefined) continue
    const kind = musl ? 'musl' : isHost ? 'system' : 'cross'
    targets.push({ name, processor, compiler, kind })
  }
  return targets.sort((a, b) => Number(a.kind === 'cross') - Number(b.kind === 'cross'))
}

/** The host's own C compiler, or undefined. */
export function systemCompiler() {
  return which('cc') ?? which('gcc')
}

/** What identifies a tool without running it: a new version has another size or time. */
export function fingerprint(path) {
  const real = realpathSync(path)
  const { size, mtimeMs } = statSync(real)
  return `${real} ${size} ${mtimeMs}`
}

/** First line of the compiler's `--version`, led by the name it was called by. */
export function describeCompiler(path) {
  const [line = ''] = execFileSync(path, ['--version'], { encoding: 'utf8' }).split('\n')
  return line.trim()
}

/** musl-gcc sees no kernel headers: gather those of the host in DIRECTORY. */
export function gatherKernelHeaders(directory) {
  const triple = architectures[process.arch]?.triple ?? ''
  mkdirSync(directory, { recursive: true })
  for (const name of ['linux', 'asm', 'asm-generic']) {
    const places = [join('/usr/include', triple, name), join('/usr/include', name)]
    const place = places.find((candidate) => existsSync(candidate))
    if (place !== undefined) symlinkSync(place, join(directory, name))
  }
  return directory
}
