/** How fast the way out through the proxy is, beside the same server reached directly; and what it holds in memory. */

import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { CLI } from '../places.js'
import { quantile } from '../statistics.js'

/** One measure, each way; every figure is the median over the rounds. */
export interface EgressSpeed {
  readonly name: string
  readonly unit: string
  readonly n: number
  /** The server reached past the proxy. */
  readonly direct: number
  /** Requests to the proxy for a URL of plain HTTP. */
  readonly forward: Way
  /** The same requests in tunnels (CONNECT), as all of HTTPS. */
  readonly tunnel: Way
}

/** A figure, and the median over the rounds of itself ÷ direct. */
export interface Way {
  readonly figure: number
  readonly ratio: number
}

/** What the process with the proxy grew by. */
export interface EgressMemory {
  readonly name: string
  readonly connections: number
  readonly mebibytes: number
}

const MEASURES = [
  { measure: 'stream', name: 'one stream of 1 GiB', unit: 'MiB/s', amount: 2 ** 30 },
  { measure: 'latency', name: 'a kept connection, median', unit: 'µs', amount: 3000 },
  { measure: 'rate', name: '64 connections', unit: 'requests/s', amount: 30_000 },
] as const

const WAYS = ['direct', 'forward', 'tunnel'] as const

const HOLDINGS = [
  ['idle', 'tunnels that are idle'],
  ['unread', 'tunnels whose client does not read'],
  ['unheard', 'tunnels whose server does not read'],
] as const

/** A tunnel each; the client and its sandbox have as many descriptors as anybody. */
const TUNNELS = 1000

/** Memory still grows a little after the last tunnel stands: this many seconds, and the highest value counts. */
const WATCHED_SECONDS = 5

const program = (name: string) => fileURLToPath(new URL(`${name}.js`, import.meta.url))

/** Every measure once per way and round, in turn. */
export async function measureEgressSpeed(cwd: string, rounds: number): Promise<readonly EgressSpeed[]> {
  return await withServer(async (authority) => {
    const speeds: EgressSpeed[] = []
    for (const { measure, name, unit, amount } of MEASURES) {
      const samples = { direct: [] as number[], forward: [] as number[], tunnel: [] as number[] }
      for (let round = 0; round < rounds; round += 1) {
        for (const way of WAYS) {
          const client = [program('client'), measure, way, authority, String(amount)]
          const words = way === 'direct' ? client : insideOf(authority, client)
          const { stdout } = await promisify(execFile)(process.execPath, words, { cwd })
          samples[way].push(Number(stdout))
        }
      }
      const { direct } = samples
      const against = (own: readonly number[]): Way => ({
        figure: quantile(own, 0.5),
        ratio: quantile(
          own.map((value, round) => value / (direct[round] ?? Number.NaN)),
          0.5,
        ),
      })
      const [forward, tunnel] = [against(samples.forward), against(samples.tunnel)]
      speeds.push({ name, unit, n: rounds, direct: quantile(direct, 0.5), forward, tunnel })
    }
    return speeds
  })
}

/** What the supervisor grows by while a command holds a thousand tunnels. */
export async function measureEgressMemory(cwd: string): Promise<readonly EgressMemory[]> {
  const found: EgressMemory[] = []
  for (const [measure, name] of HOLDINGS) {
    await withServer(async (authority) => {
      const client = [program('client'), measure, 'tunnel', authority, String(TUNNELS)]
      const child = spawn(process.execPath, insideOf(authority, client), {
        cwd,
        stdio: ['pipe', 'pipe', 'inherit'],
      })
      await line(child)
      const before = await residentMebibytes(child)
      child.stdin?.write('\n')
      await line(child)
      let most = 0
      for (let second = 0; second < WATCHED_SECONDS; second += 1) {
        await new Promise((resolve) => setTimeout(resolve, 1000))
        most = Math.max(most, await residentMebibytes(child))
      }
      child.stdin?.write('\n')
      await once(child, 'close')
      found.push({ name, connections: TUNNELS, mebibytes: most - before })
    })
  }
  return found
}

function insideOf(authority: string, client: readonly string[]): string[] {
  return [CLI, '--network', 'proxy', '--allow-domain', authority, process.execPath, ...client]
}

async function withServer<Value>(work: (authority: string) => Promise<Value>): Promise<Value> {
  const server = spawn(process.execPath, [program('server')], { stdio: ['pipe', 'pipe', 'inherit'] })
  try {
    return await work(`127.0.0.1:${await line(server)}`)
  } finally {
    server.kill()
  }
}

async function line({ stdout }: ChildProcess): Promise<string> {
  if (stdout === null) throw new Error('the output of this program is not read')
  const lines = createInterface({ input: stdout })
  const [text] = (await Promise.race([
    once(lines, 'line'),
    once(lines, 'close').then(() => Promise.reject(new Error('a program ended before it said anything'))),
  ])) as [string]
  lines.close()
  return text
}

/** Of the process only: the supervisor, with the proxy in it. */
async function residentMebibytes({ pid }: ChildProcess): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return Number(/^VmRSS:\s*(\d+) kB/m.exec(status)?.[1]) / 1024
}
