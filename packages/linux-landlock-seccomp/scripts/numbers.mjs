/**
 * Writes the tables of system call numbers, `src/numbers/*.ts`, from kernel headers:
 *
 *     node scripts/numbers.mjs <headers of x64> <headers of arm64> <where they are from>
 *
 * Each is a `unistd_64.h`, as `make headers_install` writes it for that architecture.
 */

import { readFileSync, writeFileSync } from 'node:fs'

const [x64, arm64, source] = process.argv.slice(2)
if (source === undefined) {
  console.error('usage: node scripts/numbers.mjs X64_UNISTD_64_H ARM64_UNISTD_64_H SOURCE')
  process.exit(2)
}

write('x64', 'X64_CALLS', x64)
write('arm64', 'ARM64_CALLS', arm64)

function write(arch, constant, header) {
  const entries = numbersIn(readFileSync(header, 'utf8'))
  const text = `/** System call numbers of ${arch}, made by scripts/numbers.mjs from ${source}. Do not edit. */

// biome-ignore format: several to a line
export const ${constant} = {
${lines(entries).join('\n')}
} as const
`
  writeFileSync(new URL(`../src/numbers/${arch}.ts`, import.meta.url), text)
}

function numbersIn(header) {
  const defines = header.matchAll(/^#define __NR_(\w+)\s+(\d+)\s*$/gm)
  return [...defines]
    .map(([, name, number]) => ({ name, number: Number(number) }))
    .filter(({ name }) => name !== 'syscalls')
    .sort((a, b) => a.number - b.number)
}

function lines(entries) {
  const words = entries.map(({ name, number }) => `${name}: ${number},`)
  const all = []
  let line = ' '
  for (const word of words) {
    if (line.length + word.length > 108) {
      all.push(line)
      line = ' '
    }
    line += ` ${word}`
  }
  return [...all, line]
}
