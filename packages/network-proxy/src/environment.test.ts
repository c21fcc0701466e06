import { describe, expect, test } from 'vitest'
import { EGRESS_VARIABLES, type EgressEnvironmentRequest, egressEnvironment } from './environment.js'

const HTTP = 'http://127.0.0.1:4000'
const SOCKS = 'socks5h://127.0.0.1:4000'
const ENDPOINT = { host: '127.0.0.1', port: 4000, http: HTTP, socks: SOCKS }
const JAVA =
  '-Dhttp.proxyHost=127.0.0.1 -Dhttp.proxyPort=4000 -Dhttps.proxyHost=127.0.0.1 -Dhttps.proxyPort=4000 -Dhttp.nonProxyHosts='
const LINUX: EgressEnvironmentRequest = {
  endpoint: ENDPOINT,
  platform: 'linux',
  allowLocalBinding: true,
  connectHelper: '/run/sandbox-inner',
}

/** Never set, and the user's own is removed. */
const REMOVED = ['NPM_CONFIG_HTTP_PROXY', 'npm_config_http_proxy']

const EXPECTED: Readonly<Record<string, string>> = {
  HTTP_PROXY: HTTP,
  http_proxy: HTTP,
  HTTPS_PROXY: HTTP,
  https_proxy: HTTP,
  WS_PROXY: HTTP,
  ws_proxy: HTTP,
  WSS_PROXY: HTTP,
  wss_proxy: HTTP,
  ALL_PROXY: SOCKS,
  all_proxy: SOCKS,
  FTP_PROXY: SOCKS,
  ftp_proxy: SOCKS,
  NO_PROXY: '',
  no_proxy: '',
  NPM_CONFIG_PROXY: HTTP,
  npm_config_proxy: HTTP,
  NPM_CONFIG_HTTPS_PROXY: HTTP,
  npm_config_https_proxy: HTTP,
  NPM_CONFIG_NOPROXY: '',
  npm_config_noproxy: '',
  YARN_HTTP_PROXY: HTTP,
  YARN_HTTPS_PROXY: HTTP,
  YARN_NO_PROXY: '',
  BUNDLE_HTTP_PROXY: HTTP,
  BUNDLE_HTTPS_PROXY: HTTP,
  BUNDLE_NO_PROXY: '',
  PIP_PROXY: HTTP,
  DOCKER_HTTP_PROXY: HTTP,
  DOCKER_HTTPS_PROXY: HTTP,
  CARGO_HTTP_PROXY: HTTP,
  ELECTRON_GET_USE_PROXY: 'true',
  NODE_USE_ENV_PROXY: '1',
  JAVA_TOOL_OPTIONS: JAVA,
  GIT_SSH_COMMAND: "ssh -o ProxyCommand='/run/sandbox-inner connect %h %p'",
}

describe('on Linux', () => {
  const result = egressEnvironment({}, LINUX)

  test.each(Object.entries(EXPECTED))('%s is %j', (name, value) => {
    expect(result[name]).toBe(value)
  })

  test('nothing else is written', () => {
    expect(Object.keys(result).sort()).toEqual(Object.keys(EXPECTED).sort())
    expect([...EGRESS_VARIABLES].sort()).toEqual([...Object.keys(EXPECTED), ...REMOVED].sort())
  })
})

test.each(EGRESS_VARIABLES)("the user's own %s never reaches the command", (name) => {
  const given = { [name]: 'http://me:secret@proxy.corp:3128', PATH: '/bin' }
  for (const endpoint of [ENDPOINT, undefined]) {
    const result = egressEnvironment(given, { ...LINUX, endpoint })
    expect(result.PATH).toBe('/bin')
    // These two are for more than a proxy: the user's value stays.
    if (!['JAVA_TOOL_OPTIONS', 'GIT_SSH_COMMAND'].includes(name)) {
      expect(Object.values(result).join()).not.toContain('secret')
    }
  }
})

test('no odd spelling of a variable keeps a proxy', () => {
  expect(egressEnvironment({ Http_Proxy: 'http://corp' }, { ...LINUX, endpoint: undefined })).toEqual({})
})

test('without egress all of them are gone, and the others stay', () => {
  const given = { ...EXPECTED, GIT_SSH_COMMAND: undefined, PATH: '/bin', GOPROXY: 'direct' }
  expect(egressEnvironment(given, { ...LINUX, endpoint: undefined })).toEqual({
    PATH: '/bin',
    GOPROXY: 'direct',
  })
})

test('without SOCKS, the variables for it lead to the HTTP side', () => {
  const result = egressEnvironment({}, { ...LINUX, endpoint: { ...ENDPOINT, socks: undefined } })
  expect([result.ALL_PROXY, result.ftp_proxy]).toEqual([HTTP, HTTP])
})

test('on macOS everything goes through the proxy as well', () => {
  expect(egressEnvironment({}, { ...LINUX, platform: 'darwin' })).toEqual(egressEnvironment({}, LINUX))
})

test('on Windows local servers are exempt when local binding is allowed', () => {
  const result = (allowLocalBinding: boolean) =>
    egressEnvironment({}, { ...LINUX, platform: 'win32', allowLocalBinding })
  expect(result(true).NO_PROXY).toBe('localhost,127.0.0.1,::1')
  expect(result(true).JAVA_TOOL_OPTIONS).toMatch(/-Dhttp\.nonProxyHosts=localhost\|127\.\*\|\[::1\]$/)
  expect(result(false).NO_PROXY).toBe('')
})

test('Windows has one spelling', () => {
  const names = Object.keys(egressEnvironment({}, { ...LINUX, platform: 'win32' }))
  expect(names).not.toContain('http_proxy')
  expect(names).toContain('HTTP_PROXY')
})

test("the user's options for Java stay, without their proxies", () => {
  const given = { JAVA_TOOL_OPTIONS: '-Xmx1g -Dhttp.proxyHost=corp -DsocksProxyHost=corp -Dx=1' }
  expect(egressEnvironment(given, LINUX).JAVA_TOOL_OPTIONS).toBe(`-Xmx1g -Dx=1 ${JAVA}`)
  expect(egressEnvironment(given, { ...LINUX, endpoint: undefined }).JAVA_TOOL_OPTIONS).toBe('-Xmx1g -Dx=1')
})

test('on macOS ssh goes through the proxy by the nc of the system', () => {
  const result = egressEnvironment({}, { ...LINUX, platform: 'darwin', connectHelper: undefined })
  const { host, port } = ENDPOINT
  expect(result.GIT_SSH_COMMAND).toBe(`ssh -o ProxyCommand='/usr/bin/nc -X connect -x ${host}:${port} %h %p'`)
})

test("the user's command for ssh stays", () => {
  expect(egressEnvironment({ GIT_SSH_COMMAND: 'ssh -v' }, LINUX).GIT_SSH_COMMAND).toBe('ssh -v')
})

test.each([undefined, '/a b', "/a'b", '/$(id)', '/a;b'])(
  'ssh is left alone with the helper %j',
  (connectHelper) => {
    expect(egressEnvironment({}, { ...LINUX, connectHelper })).not.toHaveProperty('GIT_SSH_COMMAND')
  },
)
