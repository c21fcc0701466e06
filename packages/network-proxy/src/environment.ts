/** The whole table of variables that tell a command's programs about the proxy. Only what stands here is written. Pure. */

import type { Variables } from './upstream-url.js'

/** What the command will run with, and how it reaches the proxy. */
export interface EgressEnvironmentRequest {
  /** Where the command finds the proxy; undefined without egress, which removes every variable of the table. */
  readonly endpoint: EndpointAddresses | undefined
  readonly platform: 'linux' | 'darwin' | 'win32'
  /** On Windows, local servers are then reached past the proxy. */
  readonly allowLocalBinding: boolean
  /**
   * The program that connects ssh: `<program> connect HOST PORT`, over its standard streams. Left out, it is `nc` on macOS,
   * and elsewhere ssh stays as it is.
   */
  readonly connectHelper?: string | undefined
}

/** The parts of an endpoint that programs want to know. */
export interface EndpointAddresses {
  readonly host: string
  readonly port: number
  readonly http: string
  readonly socks: string | undefined
}

type Value = (
  request: EgressEnvironmentRequest,
  endpoint: EndpointAddresses,
  given: string | undefined,
) => string | undefined

const http: Value = (_, endpoint) => endpoint.http
/** Many clients break on a SOCKS URL in the variables for HTTP; these are read by those that know both. */
const socks: Value = (_, endpoint) => endpoint.socks ?? endpoint.http
const constant =
  (text: string): Value =>
  () =>
    text
/** INVARIANT: where the kernel lets nothing past the proxy, nothing may be exempt: it would look unreachable. */
const exempt: Value = ({ platform, allowLocalBinding }) =>
  platform === 'win32' && allowLocalBinding ? 'localhost,127.0.0.1,::1' : ''

/** One row per variable. `bothCases`: programs differ in which they read. */
const TABLE: readonly { readonly name: string; readonly value: Value; readonly bothCases?: boolean }[] = [
  { name: 'HTTP_PROXY', value: http, bothCases: true },
  { name: 'HTTPS_PROXY', value: http, bothCases: true },
  { name: 'WS_PROXY', value: http, bothCases: true },
  { name: 'WSS_PROXY', value: http, bothCases: true },
  { name: 'ALL_PROXY', value: socks, bothCases: true },
  { name: 'FTP_PROXY', value: socks, bothCases: true },
  { name: 'NO_PROXY', value: exempt, bothCases: true },
  { name: 'NPM_CONFIG_PROXY', value: http, bothCases: true },
  // Only taken away: npm reads the two others, and complains about this one.
  { name: 'NPM_CONFIG_HTTP_PROXY', value: () => undefined, bothCases: true },
  { name: 'NPM_CONFIG_HTTPS_PROXY', value: http, bothCases: true },
  { name: 'NPM_CONFIG_NOPROXY', value: exempt, bothCases: true },
  { name: 'YARN_HTTP_PROXY', value: http },
  { name: 'YARN_HTTPS_PROXY', value: http },
  { name: 'YARN_NO_PROXY', value: exempt },
  { name: 'BUNDLE_HTTP_PROXY', value: http },
  { name: 'BUNDLE_HTTPS_PROXY', value: http },
  { name: 'BUNDLE_NO_PROXY', value: exempt },
  { name: 'PIP_PROXY', value: http },
  { name: 'DOCKER_HTTP_PROXY', value: http },
  { name: 'DOCKER_HTTPS_PROXY', value: http },
  { name: 'CARGO_HTTP_PROXY', value: http },
  { name: 'ELECTRON_GET_USE_PROXY', value: constant('true') },
  { name: 'NODE_USE_ENV_PROXY', value: constant('1') },
  { name: 'JAVA_TOOL_OPTIONS', value: javaOptions },
  { name: 'GIT_SSH_COMMAND', value: gitSshCommand },
]

/** These hold more than a proxy, so without egress the user's own value stays, without its proxies. */
const SHARED: Readonly<Record<string, (given: string) => string>> = {
  JAVA_TOOL_OPTIONS: withoutJavaProxies,
  GIT_SSH_COMMAND: (given) => given,
}

/** Every name that may be written, in every spelling. */
export const EGRESS_VARIABLES: readonly string[] = TABLE.flatMap(({ name, bothCases }) =>
  namesOf(name, bothCases),
)

/** The environment of the command: what was given, with the variables of the table set, replaced or removed. */
export function egressEnvironment(
  given: Variables,
  request: EgressEnvironmentRequest,
): Record<string, string> {
  const ours = new Set(TABLE.map(({ name }) => name))
  const result: Record<string, string> = {}
  for (const [name, value] of Object.entries(given)) {
    // The user's own proxy is unreachable from inside, and no business of the command; whatever its spelling.
    if (value !== undefined && !ours.has(name.toUpperCase())) result[name] = value
  }
  const { endpoint, platform } = request
  for (const { name, value, bothCases = false } of TABLE) {
    const own = given[name]
    const text =
      endpoint === undefined
        ? SHARED[name]?.(own ?? '')
        : value(request, endpoint, own === '' ? undefined : own)
    if (text === undefined || (text === '' && name in SHARED)) continue
    // Windows has one variable for both spellings.
    for (const each of namesOf(name, bothCases && platform !== 'win32')) result[each] = text
  }
  return result
}

function namesOf(name: string, bothCases = false): readonly string[] {
  return bothCases ? [name, name.toLowerCase()] : [name]
}

const JAVA_PROXY = /(^|\s)-D(?:https?\.(?:proxyHost|proxyPort|nonProxyHosts)|socksProxy(?:Host|Port))=\S*/g

function javaOptions(request: EgressEnvironmentRequest, endpoint: EndpointAddresses, given = ''): string {
  const { host, port } = endpoint
  const ours = ['http', 'https'].flatMap((scheme) => [
    `-D${scheme}.proxyHost=${host}`,
    `-D${scheme}.proxyPort=${port}`,
  ])
  // Left out, Java goes past the proxy to reach localhost.
  const direct = exempt(request, endpoint, undefined) === '' ? '' : 'localhost|127.*|[::1]'
  return [withoutJavaProxies(given), ...ours, `-Dhttp.nonProxyHosts=${direct}`]
    .filter((part) => part !== '')
    .join(' ')
}

function withoutJavaProxies(given: string): string {
  return given.replace(JAVA_PROXY, '').trim()
}

/** git and ssh hand these to a shell each, so only a path that no shell reads otherwise is used. */
const PLAIN_PATH = /^[\w./+@:-]+$/

function gitSshCommand(
  request: EgressEnvironmentRequest,
  endpoint: EndpointAddresses,
  given: string | undefined,
): string | undefined {
  if (given !== undefined) return given
  const connector = connectorOf(request, endpoint)
  return connector === undefined ? undefined : `ssh -o ProxyCommand='${connector} %h %p'`
}

function connectorOf(
  { connectHelper, platform }: EgressEnvironmentRequest,
  { host, port }: EndpointAddresses,
): string | undefined {
  if (connectHelper !== undefined)
    return PLAIN_PATH.test(connectHelper) ? `${connectHelper} connect` : undefined
  // Every Mac has one that speaks to proxies.
  return platform === 'darwin' && PLAIN_PATH.test(host)
    ? `/usr/bin/nc -X connect -x ${host}:${port}`
    : undefined
}
