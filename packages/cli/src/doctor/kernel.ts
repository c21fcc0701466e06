/** What the kernel says about itself and about user namespaces. */

import { readFileSync } from 'node:fs'
import { release } from 'node:os'

/** Undefined where the kernel has no such setting. */
export interface KernelReport {
  readonly release: string
  /** `user.max_user_namespaces`; 0 forbids them. */
  readonly maxUserNamespaces: number | undefined
  /** `kernel.unprivileged_userns_clone` of Debian kernels; 0 forbids them to users. */
  readonly unprivilegedUserNamespaces: number | undefined
  /** `kernel.apparmor_restrict_unprivileged_userns`; 1 allows them to named programs only. */
  readonly apparmorRestriction: number | undefined
  /** The Linux Security Modules in use; empty when the kernel does not show them here. */
  readonly securityModules: readonly string[]
  /** What is known of Landlock from that. */
  readonly landlock: LandlockState | undefined
}

export type LandlockState = 'in use' | 'not started' | 'not in this kernel'

/** Reads only; missing files are answers too. */
export function readKernel(): KernelReport {
  const securityModules = (readText('/sys/kernel/security/lsm') ?? '')
    .split(',')
    .filter((name) => name !== '')
  return {
    release: release(),
    maxUserNamespaces: setting('/proc/sys/user/max_user_namespaces'),
    unprivilegedUserNamespaces: setting('/proc/sys/kernel/unprivileged_userns_clone'),
    apparmorRestriction: setting('/proc/sys/kernel/apparmor_restrict_unprivileged_userns'),
    securityModules,
    landlock: landlockState(release(), securityModules),
  }
}

/** Undefined when the kernel does not show its modules. */
export function landlockState(
  kernelRelease: string,
  securityModules: readonly string[],
): LandlockState | undefined {
  if (securityModules.length === 0) return undefined
  if (securityModules.includes('landlock')) return 'in use'
  const [major = 0, minor = 0] = kernelRelease.split('.').map(Number.parseFloat)
  return major > 5 || (major === 5 && minor >= 13) ? 'not started' : 'not in this kernel'
}

function setting(path: string): number | undefined {
  const text = readText(path)
  return text === undefined || text === '' ? undefined : Number(text)
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch {
    return undefined
  }
}
