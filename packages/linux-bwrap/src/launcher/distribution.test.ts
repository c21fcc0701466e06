import { expect, test } from 'vitest'
import { installCommand } from './distribution.js'

test.each([
  ['ID=debian\n', 'sudo apt-get install bubblewrap'],
  ['ID="linuxmint"\nID_LIKE="ubuntu debian"\n', 'sudo apt-get install bubblewrap'],
  ['ID="rocky"\nID_LIKE="rhel centos fedora"\n', 'sudo dnf install bubblewrap'],
  ['ID=arch\n', 'sudo pacman -S bubblewrap'],
  ['ID=alpine\n', 'apk add bubblewrap'],
  ['', "install the package 'bubblewrap' with your distribution's package manager"],
])('%j: %s', (text, command) => {
  expect(installCommand(text)).toBe(command)
})
