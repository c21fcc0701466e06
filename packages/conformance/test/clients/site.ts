/** A site that may be reached and one that may not, both on loopback behind names, and a sandbox that knows the difference. */

import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises'
import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createSandbox, type Sandbox } from '@sandbox/core'
import { makeCertificates } from './certificates.js'
import { answerNames } from './names.js'

/** Allowed at the ports of the servers. */
export const GOOD = 'good.test'
/** Leads to the same servers, and no rule lists it. */
export const EVIL = 'evil.test'

/** What a program inside said. */
export interface Said {
  readonly exitCode: number | undefined
  /** Standard output, then standard error. */
  readonly text: string
  /** What was refused, as `host:port`. */
  readonly denied: readonly string[]
}

/** Both servers, and a sandbox that allows one of the names. */
export interface Site {
  /** Writable inside; also the home there. */
  readonly directory: string
  readonly authorityFile: string
  /** `https://good.test:1234` */
  url(scheme: 'http' | 'https', host: string): string
  /** Names that were looked up outside. */
  readonly asked: readonly string[]
  /** The Host headers of the requests that arrived. */
  readonly heard: readonly string[]
  run(program: string, ...args: readonly string[]): Promise<Said>
  close(): Promise<void>
}

/** The variables by which programs learn of an authority; none of them is ours. */
const TRUST = [
  'SSL_CERT_FILE',
  'CURL_CA_BUNDLE',
  'GIT_SSL_CAINFO',
  'NODE_EXTRA_CA_CERTS',
  'NPM_CONFIG_CAFILE',
  'PIP_CERT',
]

/** Below `/var/tmp`, because the default policy lets `/tmp` be written. */
export async function openSite(serve: RequestListener): Promise<Site> {
  const directory = await realpath(await mkdtemp('/var/tmp/sandbox-clients-test-'))
  await mkdir(join(directory, 'tmp'))
  const { key, cert, authorityFile } = await makeCertificates(directory, [GOOD, EVIL])
  const heard: string[] = []
  const listener: RequestListener = (request, response) => {
    heard.push(request.headers.host ?? '')
    serve(request, response)
  }
  const servers = { http: createServer(listener), https: createTlsServer({ key, cert }, listener) }
  const ports = { http: await listen(servers.http), https: await listen(servers.https) }
  const names = answerNames()
  const sandbox = await sandboxFor(directory, authorityFile, Object.values(ports))
  return {
    directory,
    authorityFile,
    url: (scheme, host) => `${scheme}://${host}:${ports[scheme]}`,
    asked: names.asked,
    heard,
    async run(program, ...args) {
      const { exitCode, stdout, stderr, denials } = await sandbox.exec(program, args, { reject: false })
      return { exitCode, text: `${stdout}\n${stderr}`, denied: denials.map(({ subject }) => subject) }
    },
    async close() {
      names.restore()
      await sandbox.close()
      for (const server of Object.values(servers)) {
        server.closeAllConnections()
        server.close()
      }
      await rm(directory, { recursive: true, force: true })
    },
  }
}

function sandboxFor(cwd: string, authorityFile: string, ports: readonly number[]): Promise<Sandbox> {
  const rule = { action: 'allow', private: true } as const
  return createSandbox({
    cwd,
    environment: {
      PATH: process.env.PATH,
      HOME: cwd,
      XDG_CONFIG_HOME: cwd,
      // What programs leave there goes with the rest.
      TMPDIR: join(cwd, 'tmp'),
      ...Object.fromEntries(TRUST.map((name) => [name, authorityFile])),
    },
    managedFile: join(cwd, 'no-managed-file.toml'),
    network: { mode: 'proxy', domains: Object.fromEntries(ports.map((port) => [`${GOOD}:${port}`, rule])) },
  })
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}
