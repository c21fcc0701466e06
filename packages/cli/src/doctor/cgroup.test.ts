import { expect, test } from 'vitest'
import { cgroupRows } from './cgroup.js'

test('a delegated cgroup is named', () => {
  expect(cgroupRows({ directory: '/sys/fs/cgroup/mine' }, 1000)).toEqual([
    ['cgroup', expect.stringMatching(/^\/sys\/fs\/cgroup\/mine, .*limits\.memory and limits\.processes/)],
  ])
})

test.each([
  [1000, 'systemd-run --user --scope -p Delegate=yes sandbox'],
  [0, 'systemd-run --scope -p Delegate=yes sandbox'],
])('without one, user %d is told how to get one', (uid, command) => {
  const [row, advice] = cgroupRows({ directory: null }, uid)
  expect(row).toEqual(['cgroup', expect.stringContaining('each process alone')])
  expect(advice).toEqual(['', expect.stringContaining(command)])
})
