/** Packs everything a machine needs to run the sandbox into one archive: this build, Node, a few small programs. */

import { execFile } from 'node:child_process'
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type CpioEntry, encodeCpio } from './cpio.js'

const run = promisify(execFile)

const REPOSITORY = fileURLToPath(new URL('../../../../', import.meta.url))
const GUEST = fileURLToPath(new URL('../../guest/', import.meta.url))

/** Directories of an ordinary machine that nothing is put into. */
const EMPTY = ['dev', 'newroot', 'proc', 'run', 'srv', 'sys', 'tmp', 'var/tmp', 'root']
const APPLETS = [
  'cat',
  'chroot',
  'head',
  'ip',
  'mkdir',
  'mount',
  'nc',
  'poweroff',
  'sh',
  'sleep',
  'stty',
  'sysctl',
  'tail',
  'true',
  'wc',
]
const TEXTS: Readonly<Record<string, string>> = {
  'etc/passwd': 'root:x:0:0:root:/srv/root:/bin/sh\nordinary:x:1000:1000:ordinary:/srv/ordinary:/bin/sh\n',
  'etc/group': 'root:x:0:\nordinary:x:1000:\n',
  'etc/os-release': 'ID=debian\nPRETTY_NAME="a machine that tests a kernel"\n',
}
/** The packages that carry compiled programs. */
const CARRIERS = ['linux-bwrap', 'linux-landlock-seccomp']
/** What of this checkout an installed command consists of. */
const PRODUCT = [
  'packages/cli/package.json',
  'packages/cli/bin',
  'packages/cli/dist',
  ...CARRIERS.map((name) => `packages/${name}/vendor`),
]

/** What does not come from this repository. */
export interface Ingredients {
  /** A static busybox. */
  readonly busybox: string
  /** Compiled AppArmor profiles by name. */
  readonly profiles: Readonly<Record<string, Uint8Array>>
  /** Where compiled things are put. */
  readonly cache: string
}

/** @returns the path of the archive */
export async function buildInitramfs({ busybox, profiles, cache }: Ingredients): Promise<string> {
  const content = new Map<string, Uint8Array | { readonly target: string }>()
  content.set('bin/busybox', await readFile(busybox))
  for (const applet of APPLETS) content.set(`bin/${applet}`, { target: 'busybox' })
  for (const [path, text] of Object.entries(TEXTS)) content.set(path, Buffer.from(text))
  for (const [name, profile] of Object.entries(profiles)) content.set(`profiles/${name}`, profile)
  for (const name of ['init', 'limits.mjs', 'main.mjs', 'program.mjs', 'trial.mjs'])
    content.set(name, await readFile(join(GUEST, name)))
  for (const name of ['facts', 'connect'])
    content.set(name, await compile(join(GUEST, `${name}.c`), join(cache, name)))
  content.set('usr/bin/node', await readFile(process.execPath))
  for (const library of await librariesOf(process.execPath))
    content.set(library, await readFile(join('/', library)))
  for (const path of PRODUCT) {
    for (const file of await filesBelow(join(REPOSITORY, path))) {
      content.set(join('sandbox', file.slice(REPOSITORY.length)), await readFile(file))
    }
  }
  // The bundle looks for what was compiled where a package manager would have put it.
  for (const name of CARRIERS) {
    content.set(`sandbox/packages/cli/node_modules/@sandbox/${name}`, { target: `../../../${name}` })
  }
  const archive = join(cache, 'initramfs')
  await mkdir(cache, { recursive: true })
  await writeFile(archive, encodeCpio(entriesOf(content)))
  return archive
}

function entriesOf(
  content: ReadonlyMap<string, Uint8Array | { readonly target: string }>,
): readonly CpioEntry[] {
  const directories = new Set<string>()
  const add = (path: string): void => {
    if (path === '.' || path === '/' || directories.has(path)) return
    add(dirname(path))
    directories.add(path)
  }
  for (const path of EMPTY) add(path)
  for (const path of content.keys()) add(dirname(path))
  return [
    ...[...directories].map((path) => ({ kind: 'directory', path, mode: 0o755 }) as const),
    ...[...content].map(
      ([path, what]): CpioEntry =>
        what instanceof Uint8Array
          ? { kind: 'file', path, mode: 0o755, content: what }
          : { kind: 'link', path, target: what.target },
    ),
  ]
}

async function compile(source: string, output: string): Promise<Uint8Array> {
  await mkdir(dirname(output), { recursive: true })
  await run('cc', ['-std=c17', '-Wall', '-Wextra', '-Werror', '-O2', '-static', '-o', output, source])
  return readFile(output)
}

/** The paths below the root that the dynamic linker names, itself included. */
async function librariesOf(program: string): Promise<readonly string[]> {
  const { stdout } = await run('ldd', [program])
  return [...stdout.matchAll(/\/(\S+) \(0x/g)].map(([, path = '']) => path)
}

async function filesBelow(path: string): Promise<readonly string[]> {
  if ((await stat(path)).isFile()) return [path]
  const names = await readdir(path)
  // What is only for people who debug would double the archive.
  const wanted = names.filter((name) => !name.endsWith('.map') && !name.endsWith('.d.ts'))
  return (await Promise.all(wanted.map((name) => filesBelow(join(path, name))))).flat()
}
