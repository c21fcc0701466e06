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
  /** The Linux Security Modules in use. */
  readonly securityModules: readonly string[]
}

/** Reads only; missing files are answers too. */
export function readKernel(): KernelReport {
  return {
    release: release(),
    maxUserNamespaces: setting('/proc/sys/user/max_user_namespaces'),
    unprivilegedUserNamespaces: setting('/proc/sys/kernel/unprivileged_userns_clone'),
    apparmorRestriction: setting('/proc/sys/kernel/apparmor_restrict_unprivileged_userns'),
    securityModules: (readText('/sys/kernel/security/lsm') ?? '').split(',').filter((name) => name !== ''),
  }
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
