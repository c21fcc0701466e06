/** What every command gets, whatever its policy says about paths: enough of the system to be a process. */

import { decide, type ResolvedPolicy } from '@sandbox/policy'

/** Names of the kernel that programs read to learn about the machine; none tells about other processes. */
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
const SOURCES = ['/dev/random', '/dev/urandom', '/dev/autofs_nowait'] as const

/** The first section. It allows nothing about files but devices. */
export function baseSection(policy: ResolvedPolicy): string {
  const usable = (path: string) => !isDenied(policy, path)
  return [
    '; Processes: start more of the same kind, signal and inspect those only.',
    '(deny process-info* nvram* file-write-setugid)',
    '(allow process-fork)',
    '(allow signal (target same-sandbox))',
    '(allow process-info* (target same-sandbox))',
    '',
    '; The machine: facts, semaphores, OpenMP, user lookup, power assertions. No preferences, no GPU, no registration.',
    '(allow sysctl-read',
    ...sysctlLines(),
    `  (sysctl-name-prefix ${SYSCTL_PREFIXES.map((each) => `"${each}"`).join(' ')}))`,
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
    ...terminalLines(['/dev/ptmx', '/dev/tty'].filter(usable), usable('/dev/ttys000')),
  ].join('\n')
}

function sysctlLines(): readonly string[] {
  return Object.entries(SYSCTLS).map(([prefix, names]) => {
    const words = names.split(/\s+/).map((name) => `"${prefix}.${name}"`)
    const lines: string[] = []
    for (const word of words) {
      const line = lines.at(-1)
      if (line === undefined || line.length + word.length > 100) lines.push(word)
      else lines.splice(-1, 1, `${line} ${word}`)
    }
    return `  (sysctl-name ${lines.join('\n    ')})`
  })
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

/** New terminals in full; the one the command was started on only as far as its settings go. */
function terminalLines(makers: readonly string[], hasTerminals: boolean): readonly string[] {
  const literals = makers.map((path) => `"${path}"`).join(' ')
  return [
    ...(makers.length === 0
      ? []
      : [`(allow file-read* file-test-existence file-write-data file-ioctl (literal ${literals}))`]),
    ...(hasTerminals ? SLAVES : []),
  ]
}

const SLAVES = [
  '(allow pseudo-tty)',
  '(allow file-read* file-test-existence file-write-data',
  '  (require-all (regex "^/dev/ttys[0-9]+$") (extension "com.apple.sandbox.pty")))',
  '(allow file-ioctl (regex "^/dev/ttys[0-9]+$"))',
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
export const LAST_DENIES = [
  { operations: ['mach-lookup'], filters: ['(xpc-service-name-prefix "")'] },
  { operations: ['system-fcntl'], filters: ['(fcntl-command 80 110)'] },
  { operations: ['file-ioctl'], filters: ['(ioctl-command 2147578994)'] },
] as const
