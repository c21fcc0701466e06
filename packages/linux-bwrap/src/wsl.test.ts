import { expect, test } from 'vitest'
import { wslVersion } from './wsl.js'

test.each([
  ['Linux version 4.4.0-22621-Microsoft (Microsoft@Microsoft.com)', 1],
  ['Linux version 5.10.16.3-microsoft-standard-WSL1', 1],
  ['Linux version 5.15.90.1-microsoft-standard-WSL2', 2],
  ['Linux version 6.6.0-microsoft-standard-WSL3', 2],
  ['Linux version 4.19.104-microsoft-standard', 2],
  ['Linux version 6.8.0-48-generic (buildd@lcy02)', undefined],
])('%s is WSL %s', (text, version) => {
  expect(wslVersion(text)).toBe(version)
})
