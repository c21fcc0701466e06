/** A proxy in a process of its own, so that its memory can be told from everybody else's. Talks JSON lines with its parent. */

import { createInterface } from 'node:readline'
import { createEgressProxy } from '../../dist/index.js'

const rule = {
  host: 'a.test',
  ports: [[1, 65_535]],
  action: 'allow',
  private: true,
  source: { keyPath: 'load' },
}
const policy = {
  mode: 'proxy',
  domains: [rule],
  unixSockets: {},
  limited: false,
  allowLocalBinding: false,
  socks5: true,
}
const proxy = createEgressProxy({ policy, resolver: async () => ['127.0.0.1'] })
const { port } = await proxy.listen()

const say = (value) => process.stdout.write(`${JSON.stringify(value)}\n`)
say({ port })
for await (const line of createInterface({ input: process.stdin })) {
  if (line === 'close') break
  globalThis.gc?.()
  say({ ...proxy.stats(), rss: process.memoryUsage().rss })
}
await proxy.close()
process.stdin.destroy()
