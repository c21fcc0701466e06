/** What every command gets, whatever its policy says about paths: enough of the system to be a process. */

import { decide, type ResolvedPolicy } from '@sandbox/policy'
import type { Rule } from '../rule-text.js'

/**
 * Names of the kernel that programs read to learn about the machine. `kern.proc.pid` tells about one process whose number
 * is known, as `kill -0` would; lists of processes and their arguments (`kern.proc.all`, `kern.procargs2`) are not here.
 */
const SYSCTLS = {
  hw: `activecpu busfrequency_compat byteorder cacheconfig cachelinesize_compat cpufamily cpufrequency
    cpufrequency_compat cputype l1dcachesize_compat l1icachesize_compat l2cachesize_compat l3cachesize_compat
    logicalcpu logicalcpu_max machine memsize model ncpu nperflevels packages pagesize pagesize_compat physicalcpu
    physicalcpu_max tbfrequency_compat vectorunit`,
  kern: `argmax hostname maxfilesperproc maxproc osproductversion osrelease ostype osvariant_status osversion
    secure_kernel sysv.semmns usrstack64 version`,
  machdep: 'cpu.brand_string',
  sysctl: 'proc_cputype',
  vm: 'loadavg',
}
const SYSCTL_PREFIXES = [
  'hw.optional.arm.',
  'hw.optional.armv8_',
  'hw.perflevel',
  'kern.proc.pgrp.',
  'kern.proc.pid.',
  'net.routetable.',
]

/** Devices that every program may use. One that a rule denies by name is left out. */
const DEVICES = ['/dev/null', '/dev/zero'] as const
/** `/dev/stdout` and its kin: what is open already, and no more than it is open for. */
const DESCRIPTORS = '(allow file-read* file-test-existence file-write-data (regex "^/dev/fd/[0-9]+$"))'
const SOURCES = ['/dev/random', '/dev/urandom', '/dev/autofs_nowait'] as const

/** The first section. It allows nothing about files but devices. */
export function baseSection(policy: ResolvedPolicy): string {
  const usable = (path: string) => !isDenied(policy, path)
  return [
    '; Processes: start more of the same kind, signal and inspect those only.',
    '(allow process-fork)',
    // Both, because it is not documented that a process is in the same sandbox as itself.
    '(allow signal (target self) (target same-sandbox))',
    '(allow process-info* (target self) (target same-sandbox))',
    '',
    '; The machine: facts, semaphores, OpenMP, user lookup, power assertions. No GPU, and no services of its own.',
    '(allow sysctl-read',
    ...sysctlLines(),
    `${filterLine('sysctl-name-prefix', SYSCTL_PREFIXES)})`,
    // Java asks for this one in a way that the kernel takes for writing.
    '(allow sysctl-write (sysctl-name "kern.grade_cputype"))',
    '(allow ipc-posix-sem)',
    '(allow ipc-posix-shm-read-data ipc-posix-shm-write-create ipc-posix-shm-write-unlink',
    '  (ipc-posix-name-regex "^/__KMP_REGISTERED_LIB_[0-9]+$"))',
    '(allow iokit-open (iokit-registry-entry-class "RootDomainUserClient"))',
    '(allow mach-lookup',
    '  (global-name "com.apple.system.opendirectoryd.libinfo" "com.apple.PowerManagement.control"))',
    '',
    '; Devices and terminals.',
    ...deviceLines(DEVICES.filter(usable), SOURCES.filter(usable)),
    ...(usable('/dev/fd') ? [DESCRIPTORS] : []),
    ...terminalLines(['/dev/ptmx', '/dev/tty'].filter(usable), usable('/dev/ttys000')),
  ].join('\n')
}

function sysctlLines(): readonly string[] {
  return Object.entries(SYSCTLS).map(([prefix, names]) =>
    filterLine(
      'sysctl-name',
      names.split(/\s+/).map((name) => `${prefix}.${name}`),
    ),
  )
}

/** One filter with many names, on as many lines as they need. */
function filterLine(filter: string, names: readonly string[]): string {
  const lines: string[] = []
  for (const word of names.map((name) => `"${name}"`)) {
    const line = lines.at(-1)
    if (line === undefined || line.length + word.length > 100) lines.push(word)
    else lines.splice(-1, 1, `${line} ${word}`)
  }
  return `  (${filter} ${lines.join('\n    ')})`
}

function deviceLines(devices: readonly string[], sources: readonly string[]): readonly string[] {
  const literals = (paths: readonly string[]) => `(literal ${paths.map((path) => `"${path}"`).join(' ')})`
  const readable = [...devices, ...sources]
  return [
    ...(readable.length === 0 ? [] : [`(allow file-read* file-test-existence ${literals(readable)})`]),
    ...(devices.length === 0
      ? []
      : [`(allow file-write-data (require-all (vnode-type CHARACTER-DEVICE) ${literals(devices)}))`]),
  ]
}

/** The command's own terminal by the name of its own, and new ones. Of others, open already, only the settings. */
function terminalLines(makers: readonly string[], hasTerminals: boolean): readonly string[] {
  const literals = makers.map((path) => `"${path}"`).join(' ')
  return [
    ...(makers.length === 0
      ? []
      : [`(allow file-read* file-test-existence file-write-data file-ioctl (literal ${literals}))`]),
    ...(hasTerminals ? SLAVES : []),
  ]
}

/** The devices of terminals, and what a process holds for those that it made. */
const TERMINALS = '(regex "^/dev/ttys[0-9]+$")'
const OWN = '(extension "com.apple.sandbox.pty")'

const SLAVES = [
  '(allow pseudo-tty)',
  '(allow file-read* file-test-existence file-write-data',
  `  (require-all ${TERMINALS} ${OWN}))`,
  `(allow file-ioctl ${TERMINALS})`,
]

/** By a rule, not by there being none. */
function isDenied(policy: ResolvedPolicy, path: string): boolean {
  const { access, rule } = decide(policy, path)
  return access === 'deny' && rule !== undefined
}

/** Read-only services that answer from every user preference: only for commands that may read those files anyway. */
export const PREFERENCES = [
  '; Preferences, because every file can be read anyway.',
  '(allow user-preference-read)',
  '(allow ipc-posix-shm-read-data (ipc-posix-name-prefix "apple.cfprefs."))',
  '(allow mach-lookup',
  '  (global-name "com.apple.cfprefsd.daemon" "com.apple.cfprefsd.agent")',
  '  (local-name "com.apple.cfprefsd.agent"))',
].join('\n')

/** Services that programs of the system ask when they start; only with `:minimal`, which also reads their files. */
export const PLATFORM_SERVICES = [
  '; :minimal: what programs of the system talk to when they start. Its files are among the reads above.',
  '(allow mach-lookup',
  '  (global-name "com.apple.bsd.dirhelper" "com.apple.diagnosticd" "com.apple.logd" "com.apple.logd.events"',
  '    "com.apple.secinitd" "com.apple.system.DirectoryService.libinfo_v1" "com.apple.system.logger"',
  '    "com.apple.system.notification_center" "com.apple.system.opendirectoryd.membership" "com.apple.trustd"))',
  '(allow ipc-posix-shm-read-data (ipc-posix-name "apple.shm.notification_center"))',
].join('\n')

/** The end of every profile: what must stay closed whatever stands above. */
export function lastDenies(policy: ResolvedPolicy): readonly Rule[] {
  return [
    { action: 'deny', operations: ['file-write-setugid'] },
    // THREAT: one clone copies a whole tree, and the kernel asks for its top only: what is closed below would be readable in
    // the copy. Not just for directories above closed places, because one may have names that nobody listed.
    { action: 'deny', operations: ['file-clone'], filters: ['(vnode-type DIRECTORY)'] },
    // THREAT: all windows of a user belong to the user, so without this a command could read what is typed in another.
    ...(namesTerminals(policy) ? [] : [FOREIGN_TERMINALS]),
    { action: 'deny', operations: ['mach-lookup'], filters: ['(xpc-service-name-prefix "")'] },
    { action: 'deny', operations: ['system-fcntl'], filters: ['(fcntl-command 80 110)'] },
    { action: 'deny', operations: ['file-ioctl'], filters: ['(ioctl-command 2147578994)'] },
  ]
}

const FOREIGN_TERMINALS: Rule = {
  action: 'deny',
  operations: ['file-read-data', 'file-write-data'],
  filters: [{ require: 'all', filters: [TERMINALS, `(require-not ${OWN})`] }],
}

/** A rule that speaks of devices knows what it opens. */
function namesTerminals({ rules }: ResolvedPolicy): boolean {
  return rules.some(({ path, access }) => access !== 'deny' && /^\/dev(?:$|\/tty)/i.test(path))
}
