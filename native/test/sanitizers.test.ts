/** The inner stage under the address and undefined-behaviour sanitizers: its parser fuzzed, the whole program run. */

import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { identities, runSpec, type SpecRecord, scratch, spec, tree } from './sandbox.js'

const FUZZ_INPUTS = 400_000
const directory = mkdtempSync(join(tmpdir(), 'sandbox-sanitized-'))
chmodSync(directory, 0o755)
afterAll(() => rmSync(directory, { recursive: true, force: true }))

/** False when the compiler came without the sanitizers' libraries. */
function build(): boolean {
  const project = fileURLToPath(new URL('..', import.meta.url))
  const cmake = (...args: string[]) => execFileSync('cmake', args, { stdio: 'pipe' })
  try {
    execFileSync('cc', ['-fsanitize=address,undefined', '-xc', '-', '-o', '/dev/null'], {
      input: 'int main(void) { return 0; }',
      stdio: 'pipe',
    })
  } catch {
    return false
  }
  cmake('-S', project, '-B', directory, '-DCMAKE_C_COMPILER=cc', '-DSANITIZE=ON', '-DFUZZ=ON')
  cmake('--build', directory, '--parallel', '2')
  return true
}

const inner = join(directory, 'inner/sandbox-inner')

describe.skipIf(!build())('with the sanitizers (skipped where the compiler has none)', () => {
  test(`the parser survives ${FUZZ_INPUTS} mutated specs`, { timeout: 60_000 }, () => {
    const seed = `${Date.now()}`
    const output = execFileSync(join(directory, 'inner/fuzz/fuzz-spec'), [`${FUZZ_INPUTS}`, seed])
    expect(output.toString(), `seed ${seed}`).toBe(`${FUZZ_INPUTS} inputs\n`)
  })

  describe.each(identities)('as $name', (identity) => {
    // The command and bubblewrap must not be told of leaks: the stage frees nothing before it ends.
    const bwrapOptions = ['--setenv', 'ASAN_OPTIONS', 'detect_leaks=0']
    const before = 'export ASAN_OPTIONS=detect_leaks=0'
    const every = (root: string): SpecRecord[] => [
      ['terminal'],
      ['limit', 'memory', '1000000000'],
      ['limit', 'files', '1000'],
      ['limit', 'cpu', '100'],
      ['seccomp', '060000000000ff7f'],
      ['pin', `${root}/a`],
      ['attach', root, 'rw'],
      ['hide', `${root}/a/secret`],
      ['hide-if-present', `${root}/missing`],
      ['readonly', `${root}/kept`],
      ['guard', `${root}/meta`],
      ['hole', `${root}/private`, '2'],
      ['hole-dir', 'x/open'],
      ['hole-file', 'x/file'],
      ['attach', `${root}/private/x/open`, 'ro'],
      ['attach', `${root}/private/x/file`, 'rw'],
      ['pin-link', `${root}/link`],
    ]

    test.each([
      ['every operation', ['sh', '-c', 'exit 3'], 3],
      ['a killed command', ['sh', '-c', 'kill -9 $$'], 137],
      ['a missing command', ['nothing'], 127],
      ['a command that is no program', ['/etc/passwd'], 126],
    ] as const)('%s runs clean', async (_name, argv, code) => {
      const root = scratch(identity)
      try {
        tree(root, identity, { 'a/secret': 'S', 'kept/': '', 'meta/': '', 'private/x/open/': '' })
        tree(root, identity, { 'private/x/file': 'F', link: '-> a' })
        const options = { identity, writable: root, inner, bwrapOptions, before }
        const ended = await runSpec(spec(every(root), argv), options)
        expect(ended).toMatchObject({ code, stderr: '' })
      } finally {
        rmSync(root, { recursive: true, force: true })
      }
    })

    test('the stage without namespaces runs clean', async () => {
      const rules: SpecRecord[] = [
        ['landlock', '8191', '0', '0'],
        ['landlock-streams'],
        ['landlock-path', '13', '/'],
        ['landlock-path-if-present', '2', '/dev/null'],
        ['landlock-path-if-present', '13', '/no/such'],
      ]
      const options = { identity, inner, confined: true, before }
      const ended = await runSpec(spec(rules, ['sh', '-c', 'setsid sleep 100 & exit 3']), options)
      expect(ended).toMatchObject({ code: 3, stderr: '' })
    })

    test('a refused spec ends clean', async () => {
      const bytes = Buffer.from('sandbox-inner 1\0cwd\0/\0arg\0x\0hole\0/a\x009\0')
      const ended = await runSpec(bytes, { identity, inner, bwrapOptions, before })
      expect(ended).toMatchObject({ code: 125, stderr: '' })
    })
  })
})
