/** `sandbox doctor`: what this host can enforce, and how to get what is missing. */

import { closeSync } from 'node:fs'
import { openPolicy, SandboxError, selectBackend } from '@sandbox/core'
import type { HostFacts } from '@sandbox/linux-bwrap'
import type { PolicyWarning, ResolvedPolicy } from '@sandbox/policy'
import { type CgroupReport, cgroupRows, readCgroup } from './doctor/cgroup.js'
import { type KernelReport, type LandlockState, readKernel } from './doctor/kernel.js'
import { type LandlockReport, readLandlock } from './doctor/landlock.js'
import type { SeatbeltReport } from './doctor/seatbelt.js'
import type { TokenReport } from './doctor/token.js'
import { operandsWrong } from './errors.js'
import { type GivenOptions, optionValue } from './parse.js'
import { columns, printJson, printLines, shown } from './print.js'
import { policyRequest } from './request.js'

/** What `--json` prints. */
interface Diagnosis {
  /** True when a command could run under this policy. */
  readonly ok: boolean
  readonly platform: string
  readonly architecture: string
  readonly node: string
  readonly profile: string
  /** The backend that would run it; missing when there is none. */
  readonly backend?: string
  readonly kernel?: KernelReport
  readonly cgroup?: CgroupReport
  readonly launcher?: {
    readonly origin: string
    readonly path: string
    readonly version: string
    readonly features: readonly string[]
    readonly reasons: readonly string[]
  }
  readonly proc?: HostFacts['proc']
  readonly masks?: HostFacts['masks']
  readonly seatbelt?: SeatbeltReport
  readonly token?: TokenReport
  readonly landlock?: LandlockReport
  readonly warnings: readonly PolicyWarning[]
  /** Why nothing could run. */
  readonly problem?: { readonly code: string; readonly message: string; readonly hint?: string }
}

/**
 * @returns 1 when nothing could run here
 * @throws SandboxError for wrong use or a wrong policy
 */
export async function doctor(words: readonly string[], options: GivenOptions): Promise<number> {
  if (words.length > 0) throw operandsWrong('doctor', '[options]')
  const { policy } = await openPolicy(policyRequest(options, process.env))
  if (options.has('clean')) return (await import('./doctor/clean.js')).cleanUp(policy, options.has('json'))
  if (options.has('filter'))
    return (await import('./doctor/filter.js')).printFilter(policy, options.has('json'))
  const diagnosis = await diagnose(policy, optionValue(options, 'backend'), !options.has('no-strict'))
  if (options.has('json')) printJson(diagnosis)
  else printLines(await diagnosisLines(diagnosis))
  return diagnosis.ok ? 0 : 1
}

async function diagnose(
  policy: ResolvedPolicy,
  asked: string | undefined,
  strict: boolean,
): Promise<Diagnosis> {
  const common = {
    platform: process.platform,
    architecture: process.arch,
    node: process.versions.node,
    profile: policy.profile,
    ...(policy.platform === 'linux' ? { kernel: readKernel(), cgroup: await readCgroup() } : {}),
  }
  try {
    // Refuses what cannot be enforced, in the same words as a run would.
    const prepared = await (await selectBackend(policy, asked)).prepare(policy, {
      strict,
      servesEgress: true,
    })
    const { name, warnings } = prepared
    await prepared.close()
    return { ok: true, ...common, backend: name, ...(await backendFacts(name, policy, strict)), warnings }
  } catch (error) {
    if (!(error instanceof SandboxError)) throw error
    // What is not kept is worth knowing before one accepts it.
    const token = policy.platform === 'win32' ? await tokenUnlessRefused(policy) : undefined
    const problem = error.toJSON()
    return { ok: false, ...common, ...(token && { token }), warnings: policy.warnings, problem }
  }
}

async function tokenUnlessRefused(policy: ResolvedPolicy): Promise<TokenReport | undefined> {
  try {
    return await (await import('./doctor/token.js')).readToken(policy, false)
  } catch (error) {
    if (error instanceof SandboxError) return undefined
    throw error
  }
}

async function backendFacts(
  name: string,
  policy: ResolvedPolicy,
  strict: boolean,
): Promise<Pick<Diagnosis, 'launcher' | 'proc' | 'masks' | 'landlock' | 'seatbelt' | 'token'>> {
  switch (name) {
    case 'linux-bwrap':
      return launcherFacts(policy)
    case 'linux-landlock-seccomp':
      return { landlock: await readLandlock(policy, strict) }
    case 'macos-seatbelt':
      return { seatbelt: (await import('./doctor/seatbelt.js')).readSeatbelt(policy) }
    case 'windows-token':
      return { token: await (await import('./doctor/token.js')).readToken(policy, strict) }
    default:
      return {}
  }
}

async function launcherFacts(
  policy: ResolvedPolicy,
): Promise<Pick<Diagnosis, 'launcher' | 'proc' | 'masks'>> {
  const { probe } = await import('@sandbox/linux-bwrap')
  const { launcher, innerDescriptor, proc, masks } = await probe(policy)
  closeSync(innerDescriptor)
  if (launcher.descriptor !== undefined) closeSync(launcher.descriptor)
  const { origin, path, version, features, reasons } = launcher
  return {
    launcher: { origin, path, version: version.join('.'), features: [...features].sort(), reasons },
    proc,
    masks,
  }
}

const PROC: Readonly<Record<HostFacts['proc'], string>> = {
  fresh: 'a new one: the command sees its own processes only',
  bound: "the host's, read-only: this host does not allow a new one",
}

const MASKS: Readonly<Record<HostFacts['masks'], string>> = {
  inner: 'by the inner stage: any number of them',
  launcher: 'by bubblewrap: slower, and limited in number',
}

async function diagnosisLines(diagnosis: Diagnosis): Promise<readonly string[]> {
  const { kernel, cgroup, backend, launcher, proc, masks, landlock, seatbelt, token, warnings, problem } =
    diagnosis
  const rows: (readonly [string, string])[] = [
    ['verdict', diagnosis.ok ? 'commands can run under this policy' : 'nothing can run under this policy'],
    ['profile', diagnosis.profile],
    ['host', `${diagnosis.platform} ${diagnosis.architecture}, Node ${diagnosis.node}`],
    ...(kernel === undefined ? [] : kernelRows(kernel)),
    ...(cgroup === undefined ? [] : cgroupRows(cgroup, process.getuid?.() ?? 0)),
    ...(backend === undefined ? [] : ([['backend', backend]] as const)),
    ...(launcher === undefined
      ? []
      : ([
          ['launcher', `${launcher.origin} bubblewrap ${launcher.version}, ${launcher.path}`],
          ...launcher.reasons.map((reason) => ['', reason] as const),
          ['features', launcher.features.join(' ')],
        ] as const)),
    ...(proc === undefined ? [] : ([['/proc', PROC[proc]]] as const)),
    ...(masks === undefined ? [] : ([['masks', MASKS[masks]]] as const)),
    ...(seatbelt === undefined ? [] : (await import('./doctor/seatbelt.js')).seatbeltRows(seatbelt)),
    ...(token === undefined ? [] : (await import('./doctor/token.js')).tokenRows(token)),
    ...(landlock?.ruleset ?? []).map((line, at) => [at === 0 ? 'ruleset' : '', line] as const),
    ...warnings.flatMap(({ message, hint }) => remedyRows('warning', message, hint)),
    ...(problem === undefined
      ? []
      : remedyRows('problem', `${problem.code}: ${problem.message}`, problem.hint)),
  ]
  return columns(rows).map(shown)
}

function kernelRows(kernel: KernelReport): readonly (readonly [string, string])[] {
  const { maxUserNamespaces, unprivilegedUserNamespaces, apparmorRestriction, securityModules, landlock } =
    kernel
  const namespaces = [
    `at most ${maxUserNamespaces ?? 'unknown'}`,
    ...(unprivilegedUserNamespaces === 0 ? ['forbidden to users (kernel.unprivileged_userns_clone)'] : []),
    ...(apparmorRestriction === 1 ? ['restricted by AppArmor to named programs'] : []),
  ]
  return [
    ['kernel', kernel.release],
    ['user namespaces', namespaces.join(', ')],
    ...(securityModules.length === 0 ? [] : ([['security modules', securityModules.join(', ')]] as const)),
    ...(landlock === undefined ? [] : remedyRows('landlock', landlock, LANDLOCK_CURE[landlock])),
  ]
}

const LANDLOCK_CURE: Readonly<Record<LandlockState, string | undefined>> = {
  'in use': undefined,
  'not started': 'Start the kernel with landlock in its parameter lsm=, before the names shown above.',
  'not in this kernel': 'Linux 5.13 and newer has it.',
}

function remedyRows(
  kind: string,
  message: string,
  hint: string | undefined,
): readonly (readonly [string, string])[] {
  return [[kind, message], ...(hint === undefined ? [] : ([['', hint]] as const))]
}
