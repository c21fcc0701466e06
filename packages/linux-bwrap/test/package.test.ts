import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { canConfine } from '../../linux-landlock-seccomp/test/support/landlock-abi.js'
import { users } from './sandbox.js'

const PACKAGES = resolve(import.meta.dirname, '../..')
const place = mkdtempSync('/var/tmp/sandbox-package-')
const scope = join(place, 'project/node_modules/@sandbox')
const installed = join(scope, 'linux-bwrap')

const npm = (cwd: string, ...args: string[]) =>
  execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })

const { packageManager } = JSON.parse(readFileSync(join(PACKAGES, '../package.json'), 'utf8')) as {
  packageManager: string
}

/** The tarball of a package of the workspace, as it would be published: only pnpm fills in workspace versions. */
function pack(name: string): string {
  const args = ['-y', packageManager, 'pack', '--pack-destination', place, '--json']
  const output = execFileSync('npx', args, { cwd: join(PACKAGES, name), encoding: 'utf8' })
  return (JSON.parse(output) as { filename: string }).filename
}

/** The tarball of something from the registry, made from what is installed: no network is needed. */
function repack(name: string): string {
  const copy = join(place, name)
  cpSync(realpathSync(join(PACKAGES, 'policy/node_modules', name)), copy, { recursive: true })
  const [packed] = JSON.parse(npm(place, 'pack', '--json', '--ignore-scripts', copy)) as {
    filename: string
  }[]
  return join(place, packed?.filename ?? '')
}

beforeAll(() => {
  chmodSync(place, 0o755)
  const project = join(place, 'project')
  mkdirSync(project)
  writeFileSync(join(project, 'package.json'), '{"private":true,"type":"module"}')
  const ours = ['policy', 'linux-landlock-seccomp', 'linux-bwrap'].map(pack)
  const tarballs = [...ours, repack('zod'), repack('smol-toml')]
  npm(
    project,
    'install',
    '--offline',
    '--no-audit',
    '--no-fund',
    '--cache',
    join(place, 'cache'),
    ...tarballs,
  )
}, 180_000)
afterAll(() => rmSync(place, { recursive: true, force: true }))

interface Manifest {
  readonly files: readonly { readonly path: string; readonly sha256: string }[]
}

/** Which package carries what. */
const CARRIED = { 'linux-bwrap': 'bwrap', 'linux-landlock-seccomp': 'sandbox-inner' }

/** The programs of one processor in the packages: each executable, and as the manifest says. */
function checkPrograms(target: string): void {
  for (const [name, program] of Object.entries(CARRIED)) {
    const vendor = join(scope, name, 'vendor')
    const manifest = JSON.parse(readFileSync(join(vendor, 'manifest.json'), 'utf8')) as Manifest
    const row = manifest.files.find(({ path }) => path === `${target}/${program}`)
    const file = join(vendor, `${target}/${program}`)
    expect(statSync(file).mode & 0o777).toBe(0o755)
    expect(createHash('sha256').update(readFileSync(file)).digest('hex')).toBe(row?.sha256)
  }
}

test('the packages carry the programs for this processor', () => checkPrograms(`linux-${process.arch}`))

const hasCrossCompiler = spawnSync('sh', ['-c', 'command -v aarch64-linux-gnu-gcc']).status === 0
test.skipIf(!hasCrossCompiler)(
  'the packages carry the cross-built arm64 programs (needs gcc-aarch64-linux-gnu)',
  () => checkPrograms('linux-arm64'),
)

describe.each(users)('installed alone, as $name', (user) => {
  const use = (code: string) => {
    const directory = mkdtempSync(join(place, 'use-'))
    if (process.getuid?.() === 0) chownSync(directory, user.uid, user.uid)
    const script = `
      import { plan, probe, run } from '${join(installed, 'dist/index.js')}'
      process.chdir(${JSON.stringify(directory)})
      ${code}`
    writeFileSync(join(place, 'project/use.mjs'), script)
    return execFileSync(process.execPath, [join(place, 'project/use.mjs')], {
      uid: user.uid,
      gid: user.uid,
      encoding: 'utf8',
      env: { PATH: '/usr/bin:/bin', HOME: directory },
    })
  }

  test('it runs a command with its own launcher', () => {
    const output = use(`
      const { exitCode, stdout } = await run(['sh', '-c', 'echo ok > out.txt; cat out.txt'])
      const { details } = await plan(['true'])
      console.log(exitCode, stdout.trim(), details.launcher.origin)`)
    expect(output).toBe('0 ok bundled\n')
  })

  test.skipIf(!canConfine)(
    'the backend without namespaces runs one with what its own package carries',
    () => {
      const output = use(`
      const landlock = await import('${join(scope, 'linux-landlock-seccomp/dist/index.js')}')
      const { exitCode, stdout } = await landlock.run(['sh', '-c', 'echo $SANDBOX; exit 3'])
      console.log(exitCode, stdout.trim())`)
      expect(output).toBe('3 linux-landlock-seccomp\n')
    },
  )

  test.each(Object.entries(CARRIED))('of %s a changed %s is not run', (name, program) => {
    const file = join(scope, name, 'vendor', `linux-${process.arch}`, program)
    const original = readFileSync(file)
    try {
      writeFileSync(file, Buffer.concat([original, Buffer.from('x')]))
      const output = use(`await run(['true']).catch((error) => console.log(error.code))`)
      expect(output).toBe('BUNDLED_DIGEST\n')
    } finally {
      writeFileSync(file, original)
    }
  })
})
