/** Chooses the launcher: a recent one of the system, else the bundled one, else an old one of the system. */

import { closeSync, readFileSync } from 'node:fs'
import { fileIdentity, hostIdentity, type InnerProgram } from '@sandbox/linux-landlock-seccomp/stage'
import { launcherMissing, launcherUnusable, namespacesRefused } from '../errors.js'
import type { Launcher } from '../facts.js'
import { bundledLauncher, type CandidateContext, launcherAt, systemLauncher } from './candidates.js'
import type { Cause } from './causes.js'
import { installCommand } from './distribution.js'
import { type TrialResult, tryLauncher } from './trial.js'

/** What choosing needs besides the candidates' context. */
export interface SelectContext extends CandidateContext {
  readonly uid: number
  /** `auto`, `system`, `bundled`, or a path. */
  readonly choice: string
  readonly inner: InnerProgram
}

/** The launcher and what works with it here. */
export interface Selected {
  readonly launcher: Launcher
  readonly trial: Extract<TrialResult, { readonly usable: true }>
}

/**
 * Choose, and prove by a trial that the choice works here.
 *
 * @throws SandboxError `BWRAP_MISSING`, `LAUNCHER_UNUSABLE`, `NAMESPACES_REFUSED`, `BUNDLED_DIGEST`
 */
export function selectLauncher(context: SelectContext): Selected {
  switch (context.choice) {
    case 'auto':
      return selectBest(context)
    case 'system': {
      const { launcher, reasons } = systemLauncher(context)
      if (launcher === undefined) throw launcherMissing(reasons, installHint())
      return requireWorking({ ...launcher, reasons: [...reasons, 'it was asked for'] }, context)
    }
    case 'bundled': {
      const launcher = bundledLauncher(context.cache)
      if (launcher === undefined) throw launcherUnusable('bundled', 'this package does not carry it')
      return requireWorking({ ...launcher, reasons: ['it was asked for'] }, context)
    }
    default: {
      const launcher = launcherAt(context.choice, context)
      return requireWorking({ ...launcher, reasons: ['it was asked for'] }, context)
    }
  }
}

function selectBest(context: SelectContext): Selected {
  const system = systemLauncher(context)
  const reasons = [...system.reasons]
  let refusal: Cause | undefined
  const attempt = (launcher: Launcher | undefined, because: string): Selected | undefined => {
    if (launcher === undefined) return undefined
    const trial = tryRemembered(launcher, context)
    if (trial.usable) return { launcher: { ...launcher, reasons: [...reasons, because] }, trial }
    reasons.push(`${launcher.path} does not work here: ${trial.cause.message}`)
    refusal ??= trial.cause
    if (launcher.descriptor !== undefined) closeSync(launcher.descriptor)
    return undefined
  }
  const isOld = system.launcher?.createsThroughLinks === true
  const selected =
    attempt(isOld ? undefined : system.launcher, 'the one of the system is recent') ??
    attempt(bundledLauncher(context.cache), 'the bundled one works here') ??
    attempt(isOld ? system.launcher : undefined, 'the old one of the system is the only one that works here')
  if (selected !== undefined) return selected
  if (refusal !== undefined) throw namespacesRefused(refusal.message, refusal.hint)
  throw launcherMissing([...reasons, 'this package carries none'], installHint())
}

function requireWorking(launcher: Launcher, context: SelectContext): Selected {
  const trial = tryRemembered(launcher, context)
  if (trial.usable) return { launcher, trial }
  if (launcher.descriptor !== undefined) closeSync(launcher.descriptor)
  throw namespacesRefused(trial.cause.message, trial.cause.hint)
}

/** Only success is remembered: what was refused may be allowed a moment later. */
function tryRemembered(launcher: Launcher, context: SelectContext): TrialResult {
  const { cache, inner, uid } = context
  const question = `trial ${hostIdentity()} ${fileIdentity(launcher.path)} ${fileIdentity(inner.path)}`
  let failed: TrialResult | undefined
  const worked = cache.get<TrialResult | undefined>(question, () => {
    const result = tryLauncher(launcher, inner.descriptor, uid)
    if (result.usable) return result
    failed = result
    return undefined
  })
  return worked ?? failed ?? tryLauncher(launcher, inner.descriptor, uid)
}

function installHint(): string {
  try {
    return installCommand(readFileSync('/etc/os-release', 'utf8'))
  } catch {
    return installCommand('')
  }
}
