/** Answers this process's questions for names ending in `.test`, as a name server of the host would: with loopback. */

import dns from 'node:dns'
import { syncBuiltinESMExports } from 'node:module'

/** The names that were asked for. */
export interface Names {
  readonly asked: string[]
  restore(): void
}

/** The proxy runs in this process and asks like this. What a command asks for inside is not answered by it. */
export function answerNames(): Names {
  const original = dns.promises.lookup
  const asked: string[] = []
  const install = (lookup: unknown) => {
    Object.assign(dns.promises, { lookup })
    syncBuiltinESMExports()
  }
  install(async (name: string, ...rest: readonly unknown[]) => {
    asked.push(name)
    if (name.endsWith('.test')) return [{ address: '127.0.0.1', family: 4 }]
    return Reflect.apply(original, dns.promises, [name, ...rest])
  })
  return { asked, restore: () => install(original) }
}
