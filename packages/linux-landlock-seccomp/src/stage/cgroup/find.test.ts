import { expect, test } from 'vitest'
import { findDelegated } from './find.js'

const MOUNT = '35 24 0:30 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw,nsdelegate'
const USER = '/user.slice/user-1000.slice/user@1000.service'
const SCOPE = `${USER}/app.slice/run-1.scope`
const BOTH = 'cpu memory pids'

interface Cgroup {
  /** May this user write what makes a cgroup delegated? */
  readonly own?: boolean
  readonly files?: Readonly<Record<string, string>>
}

/** Cgroups by their path below the mount point; each has its controllers in `subtree_control`. */
function find(
  cgroups: Readonly<Record<string, Cgroup & { readonly enabled?: string }>>,
  { self = SCOPE, mounts = MOUNT, point = '/sys/fs/cgroup' } = {},
) {
  const files = new Map<string, string>()
  const writable = new Set<string>()
  for (const [path, { own = false, enabled = '', files: more = {} }] of Object.entries(cgroups)) {
    for (const [file, text] of Object.entries({ 'cgroup.subtree_control': enabled, ...more }))
      files.set(`${point}${path}/${file}`, text)
    if (!own) continue
    for (const file of ['', '/cgroup.procs', '/cgroup.subtree_control'])
      writable.add(`${point}${path}${file}`)
  }
  return findDelegated({
    membership: `1:name=systemd:/x\n0::${self}`,
    mounts,
    read: (path) => files.get(path),
    canWrite: (path) => writable.has(path),
  })
}

test('the nearest cgroup of ours that hands its controllers down is taken', () => {
  expect(
    find({
      '': { enabled: BOTH },
      [USER]: { own: true, enabled: BOTH },
      [`${USER}/app.slice`]: { own: true, enabled: BOTH },
      [SCOPE]: { own: true },
    }),
  ).toEqual({
    directory: `/sys/fs/cgroup${USER}/app.slice`,
    processes: undefined,
    mountPoints: ['/sys/fs/cgroup'],
  })
})

test('root finds the topmost one', () => {
  const found = find({ '': { own: true, enabled: BOTH }, [SCOPE]: { own: true } })
  expect(found?.directory).toBe('/sys/fs/cgroup')
})

test.each([
  ['nothing is ours', { '': { enabled: BOTH }, [USER]: { enabled: BOTH } }],
  ['a controller is missing', { [USER]: { own: true, enabled: 'cpu pids' }, [SCOPE]: { own: true } }],
  [
    'it counts threads',
    { [USER]: { own: true, enabled: BOTH, files: { 'cgroup.type': 'domain threaded' } } },
  ],
])('there is none where %s', (_, cgroups) => {
  expect(find(cgroups)).toBeUndefined()
})

test.each(['/../other', '/', '/gone (deleted)'])('there is none for a process at %s', (self) => {
  const cgroups = { [self]: { own: true, enabled: BOTH }, '': { own: self !== '/', enabled: BOTH } }
  expect(find(cgroups, { self })).toBeUndefined()
})

test.each([
  ['memory.max', '1000', 'max'],
  ['memory.high', '1000', 'max'],
  ['memory.swap.max', '0', 'max'],
  ['cpu.max', '50000 100000', 'max 100000'],
  ['io.max', '8:0 rbps=1000 wbps=max riops=max wiops=max', ''],
  ['cpuset.cpus', '0-1', ''],
])('a cgroup that is held by %s is not left', (file, held, free) => {
  const around = (setting: string) =>
    find({ [USER]: { own: true, enabled: BOTH }, [SCOPE]: { own: true, files: { [file]: setting } } })
  expect(around(held)).toBeUndefined()
  expect(around(free)?.directory).toBe(`/sys/fs/cgroup${USER}`)
})

test('how many processes the cgroups that are left allow is remembered', () => {
  const found = find({
    [USER]: { own: true, enabled: BOTH, files: { 'pids.max': '10' } },
    [`${USER}/app.slice`]: { files: { 'pids.max': '50' } },
    [SCOPE]: { files: { 'pids.max': '70' } },
  })
  expect(found?.processes).toBe(50)
})

test('a mount point that shows only a part, under any name, is understood', () => {
  const mounts = `35 24 0:30 ${USER} /mnt/my\\040own rw - cgroup2 none rw\n36 24 0:31 / /sys rw - sysfs sysfs rw`
  const cgroups = { '/app.slice': { own: true, enabled: BOTH }, '/app.slice/run-1.scope': {} }
  expect(find(cgroups, { mounts, point: '/mnt/my own' })?.directory).toBe('/mnt/my own/app.slice')
  expect(find(cgroups, { mounts, point: '/mnt/my own', self: `${USER}x/app.slice` })).toBeUndefined()
})
