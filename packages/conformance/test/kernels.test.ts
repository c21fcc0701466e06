/**
 * The sandbox on old, new and restricted kernels, each booted in an emulator. Costs minutes and downloads, so it runs on
 * request only: `pnpm --filter @sandbox/conformance kernels`.
 */

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { compileProfiles } from '../src/kernels/apparmor.js'
import { SuiteArchive } from '../src/kernels/archive.js'
import { boot } from '../src/kernels/emulator.js'
import { buildInitramfs } from '../src/kernels/initramfs.js'
import { fetchKernel } from '../src/kernels/kernel-image.js'
import {
  type LandlockState,
  type LimitAnswers,
  type LimitingBackend,
  MachineReport,
  USERS,
  type User,
} from '../src/kernels/machine-report.js'
import { type Result, resultsTable } from '../src/kernels/results-table.js'
import { type Refused, VARIANTS, type Variant, type Working } from '../src/kernels/variants.js'

const CACHE = fileURLToPath(new URL('../../../.cache/kernels', import.meta.url))
const SUITABLE = process.platform === 'linux' && process.arch === 'x64'
const REQUESTED = SUITABLE && process.env.SANDBOX_TEST_KERNELS === '1'
const WHY_NOT = SUITABLE
  ? 'it costs minutes; `pnpm --filter @sandbox/conformance kernels` asks for it'
  : 'the emulated machine runs this very Node, which must be one for Linux on x64'
/** A slow archive, or a boot that hangs. */
const PATIENCE = 600_000

const FREE = answers('done', 'done', 'done', 'done')
/** Each refusal in the words of the layer that must give it: a mount, a mask, a placeholder, the filter. */
const HELD = answers(
  'Read-only file system',
  'Permission denied',
  'Read-only file system',
  'Operation not permitted',
)

/** In the doctor's words, with the cure where there is one. */
const LANDLOCK: Readonly<Record<LandlockState, RegExp>> = {
  'in use': /^landlock +in use$/m,
  'not started': /^landlock +not started\n +Start the kernel with landlock in its parameter lsm=/m,
  'not in this kernel': /^landlock +not in this kernel\n +Linux 5\.13/m,
}

if (REQUESTED) describe('kernels', kernels)
else test('the sandbox works on old, new and restricted kernels', (context) => context.skip(WHY_NOT))

function kernels(): void {
  const results: Result[] = []
  let initramfs = ''

  beforeAll(async () => {
    const bookworm = new SuiteArchive('bookworm', CACHE)
    const busybox = join((await bookworm.fetch('busybox-static')).directory, 'bin/busybox')
    const profiles = await compileProfiles(new SuiteArchive('trixie', CACHE))
    initramfs = await buildInitramfs({ busybox, profiles, cache: CACHE })
  }, PATIENCE)

  afterAll(() => {
    if (results.length < VARIANTS.length) return
    const text = resultsTable(results)
    writeFileSync(join(CACHE, 'results.md'), text)
    process.stdout.write(text)
  })

  describe.each(VARIANTS)('$title', (variant) => {
    let report: MachineReport

    beforeAll(async () => {
      const { path, source } = await fetchKernel(new SuiteArchive(variant.suite, CACHE))
      const { lines, seconds } = await boot({ kernel: path, initramfs, parameters: parametersOf(variant) })
      writeFileSync(join(CACHE, `${variant.title}.jsonl`), lines.join('\n'))
      report = new MachineReport(lines)
      results.push({ variant, source, report, seconds })
    }, PATIENCE)

    test('it is the kernel that is meant', () => {
      const facts = report.facts('ordinary')
      expect(facts).toMatchObject(variant.facts(facts))
    })

    test('the doctor says how Landlock stands', () => {
      expect(report.diagnosis('ordinary').kernel).toMatchObject({ landlock: variant.landlock })
      expect(report.answer('ordinary', 'advice').stdout).toMatch(LANDLOCK[variant.landlock])
    })

    describe.each(USERS)('%s', (user) => {
      test('without the sandbox nothing is refused', () => {
        const { stdout, traces } = report.answer(user, 'unprotected')
        expect({ stdout, traces }).toEqual({ stdout: FREE, traces: ['inside', 'outside', 'protected'] })
      })

      const verdict = variant.verdicts[user]
      if (verdict.works) works(user, verdict, () => report)
      else refused(user, verdict, () => report)
      for (const backend of variant.limitedBy ?? []) {
        describe(`cgroups with ${backend}`, () => limited(backend, () => report.limits(user, backend)))
      }
    })
  })
}

function works(user: User, { masks, warning }: Working, report: () => MachineReport): void {
  test('commands run, and are held by the policy', () => {
    expect(report().answer(user, 'true')).toMatchObject({ exitCode: 0, stdout: '', traces: [] })
    const held = { exitCode: 0, stdout: HELD, traces: ['inside'] }
    expect(report().answer(user, 'protected')).toMatchObject(held)
  })

  test('listed sockets are reached, and those of the command, and no others', () => {
    const own = report().facts(user).unixDiag === 0 ? 'reached' : 'EACCES'
    const answer = { exitCode: 0, stdout: `reached\nEACCES\n${own}\n` }
    expect(report().answer(user, 'sockets')).toMatchObject(answer)
  })

  test('the doctor says how, and what would be better', () => {
    const warnings = warning === undefined ? [] : [{ hint: expect.stringMatching(warning) }]
    expect(report().diagnosis(user)).toMatchObject({ ok: true, proc: 'fresh', masks, warnings })
    const { exitCode, stdout } = report().answer(user, 'advice')
    expect(exitCode).toBe(0)
    if (warning !== undefined) expect(stdout).toMatch(warning)
  })
}

/** In a delegated cgroup: see `guest/limits.mjs`. */
function limited(backend: LimitingBackend, answers: () => LimitAnswers): void {
  const named = (limit: string) => expect.stringContaining(`limits.${limit}`)
  const unnamed = expect.not.stringContaining('limits.')

  test('memory is counted for all processes together', () => {
    const { together, alone, none } = answers()
    expect(together).toMatchObject({ exitCode: 137, stdout: '', stderr: named('memory') })
    expect(alone).toMatchObject({ exitCode: 0, stdout: '40000000\n', stderr: unnamed })
    expect(none).toMatchObject({ exitCode: 137, stdout: '', stderr: named('memory') })
  })

  test('processes are counted for root as well', () => {
    const { tooMany, enough, one } = answers()
    expect(tooMany).toMatchObject({ exitCode: 2, stdout: '', stderr: named('processes') })
    expect(enough).toMatchObject({ exitCode: 0, stdout: 'all\n', stderr: unnamed })
    expect(one).toMatchObject({ exitCode: 0, stdout: 'alone\n', stderr: unnamed })
  })

  test('what connects for a command does not count', () => {
    const reached = { exitCode: 0, stdout: 'reached\n', stderr: unnamed }
    const refused = { exitCode: 125, stdout: '', stderr: expect.stringContaining('UNIX_SOCKETS') }
    expect(answers().connected).toMatchObject(backend === 'linux-bwrap' ? reached : refused)
  })

  test('nothing is left of a run, not even when its supervisor was killed, once another has started', () => {
    const { left, abandoned, again, swept } = answers()
    expect(left).toEqual([])
    expect(abandoned).toHaveLength(1)
    expect(again).toMatchObject({ exitCode: 0, stdout: 'again\n' })
    expect(swept).toEqual([])
  })

  test('the report and the doctor say so', () => {
    const { plan, advice } = answers()
    const { enforcement } = JSON.parse(plan.stdout)
    expect(enforcement.parts).toContainEqual({ mechanism: 'limit-memory', level: 'full' })
    expect(advice.stdout).toMatch(/^cgroup +\/sys\/fs\/cgroup\b/m)
  })
}

function refused(user: User, { cause, cure }: Refused, report: () => MachineReport): void {
  test('nothing runs, and the doctor names the cause and the cure', () => {
    const problem = { code: 'NAMESPACES_REFUSED', message: cause, hint: expect.stringMatching(cure) }
    expect(report().diagnosis(user)).toMatchObject({ ok: false, problem })
    const advice = report().answer(user, 'advice')
    expect(advice.exitCode).toBe(1)
    expect(advice.stdout).toContain(cause)
    expect(advice.stdout).toMatch(new RegExp(cure, 'm'))
    for (const about of ['true', 'protected'] as const) {
      const nothing = { exitCode: 125, stdout: '', traces: [], stderr: expect.stringContaining(cause) }
      expect(report().answer(user, about)).toMatchObject(nothing)
    }
  })

  test('the cure cures', () => {
    expect(report().answer(user, 'cured')).toMatchObject({ exitCode: 0, stderr: '' })
  })
}

/** What the checks of `guest/trial.mjs` print. */
function answers(outside: string, secret: string, protectedPath: string, network: string): string {
  const lines = { inside: 'done', outside, secret, protected: protectedPath, network }
  return Object.entries(lines)
    .map(([name, answer]) => `${name}: ${answer}\n`)
    .join('')
}

function parametersOf({ parameters = [], settings = [], profile, limitedBy }: Variant): readonly string[] {
  const told = Buffer.from(JSON.stringify({ settings, profile, limitedBy })).toString('base64url')
  return [...parameters, `sandbox_test=${told}`]
}
