import { describe, expect, test } from 'vitest'
import { stateDirectoryOf } from '../state-directory.js'
import { environmentLines, variable, withVariables } from './environment-block.js'
import { DENY_BIN, networkEnvironment } from './network-environment.js'

describe('the environment block', () => {
  test('is in the order of names without letter case', () => {
    expect(environmentLines({ b: '2', A: '1', _: '3', C: '' })).toEqual(['A=1', 'b=2', 'C=', '_=3'])
  })

  test('has each name once, the last spelling', () => {
    expect(environmentLines({ Path: 'a', PATH: 'b' })).toEqual(['PATH=b'])
  })

  test.each(['', '=C:', 'a=b'])('the name %j is refused', (name) => {
    expect(() => environmentLines({ [name]: 'x' })).toThrow(
      expect.objectContaining({ code: 'VARIABLE_MALFORMED' }),
    )
  })

  test('a NUL is refused', () => {
    expect(() => environmentLines({ a: 'x\0B=y' })).toThrow('the variable "a" contains a NUL character')
  })

  test('a variable is found and replaced under any spelling', () => {
    expect(variable({ Path: 'a' }, 'PATH')).toBe('a')
    expect(withVariables({ Path: 'a', X: '1' }, { PATH: 'b' })).toEqual({ X: '1', PATH: 'b' })
  })
})

describe('the advice about the network', () => {
  const given = { Path: 'C:\\bin', http_proxy: 'http://user:secret@proxy:1', X: '1' }
  const denyBin = 'C:\\deny'

  test('with network mode full there is none', () => {
    expect(networkEnvironment(given, { mode: 'full' }, { denyBin })).toBe(given)
  })

  test("with mode none the user's own proxy is replaced by one that leads nowhere", () => {
    const advised = networkEnvironment(given, { mode: 'none' }, { denyBin })
    expect(advised).toMatchObject({ HTTP_PROXY: 'http://127.0.0.1:9', CARGO_NET_OFFLINE: 'true', X: '1' })
    expect(JSON.stringify(advised)).not.toContain('secret')
  })

  test('programs that connect by themselves are found in the directory of stand-ins first', () => {
    expect(networkEnvironment(given, { mode: 'none' }, { denyBin }).PATH).toBe('C:\\deny;C:\\bin')
    expect(networkEnvironment({}, { mode: 'none' }, { denyBin }).PATH).toBe('C:\\deny')
    expect(Object.keys(DENY_BIN).sort()).toEqual([
      'scp.bat',
      'scp.cmd',
      'sftp.bat',
      'sftp.cmd',
      'ssh.bat',
      'ssh.cmd',
    ])
  })

  test('with mode proxy every client is sent to the proxy, and none is told to be offline', () => {
    const advised = networkEnvironment(given, { mode: 'proxy' }, { denyBin, proxyPort: 8080 })
    expect(advised).toMatchObject({ HTTPS_PROXY: 'http://127.0.0.1:8080', NO_PROXY: '' })
    expect(advised).not.toHaveProperty('CARGO_NET_OFFLINE')
    const said = { HTTP_PROXY: 'http://127.0.0.1:8080', ALL_PROXY: 'socks5h://127.0.0.1:8080' }
    expect(networkEnvironment(said, { mode: 'proxy' }, { denyBin, proxyPort: 8080 })).toEqual({
      ...said,
      PATH: denyBin,
    })
  })
})

describe('the place of what is remembered', () => {
  test('is below LOCALAPPDATA, in any spelling', () => {
    expect(stateDirectoryOf('C:\\Users\\me', { LocalAppData: 'D:\\Local' })).toBe(
      'D:\\Local\\sandbox\\windows-token',
    )
  })

  test.each([undefined, '', 'relative', '\\\\server\\share'])(
    'is below the home directory when that is %j',
    (value) => {
      expect(stateDirectoryOf('C:\\Users\\me', { LOCALAPPDATA: value })).toBe(
        'C:\\Users\\me\\AppData\\Local\\sandbox\\windows-token',
      )
    },
  )
})
