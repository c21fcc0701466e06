import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { isInCheckout, vendorOf } from './vendor.js'

const TARGET = `linux-${process.arch}`
let base: string
beforeEach(() => {
  base = mkdtempSync('/var/tmp/sandbox-test-')
})
afterEach(() => rmSync(base, { recursive: true, force: true }))

function install(directory: string): string {
  const file = join(base, directory, 'vendor', TARGET, 'program')
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, '')
  const files = [{ path: `${TARGET}/program`, sha256: 'abc', version: '1.2.3' }]
  writeFileSync(join(base, directory, 'vendor/manifest.json'), JSON.stringify({ files }))
  return file
}

test('a program beside its package’s code is found, with what the manifest says', () => {
  const path = install('package')
  const vendor = vendorOf('package', join(base, 'package/dist/deep'), '../../vendor')
  expect(vendor.find('program')).toEqual({ path, sha256: 'abc', version: '1.2.3' })
  expect(vendor.path('program')).toBe(path)
  expect([vendor.find('other'), vendor.path('other')]).toEqual([undefined, undefined])
})

test('for bundled code it is found where the package is installed, at its real place', () => {
  const path = install('store/package')
  mkdirSync(join(base, 'app/node_modules/@sandbox'), { recursive: true })
  symlinkSync(join(base, 'store/package'), join(base, 'app/node_modules/@sandbox/package'))
  const vendor = vendorOf('package', join(base, 'app/dist/chunks'), '../../vendor')
  expect(vendor.path('program')).toBe(path)
})

test('a package that is nowhere carries nothing', () => {
  expect(vendorOf('package', join(base, 'app'), '../vendor').find('program')).toBeUndefined()
})

test('a checkout is told by the file that makes it a workspace', () => {
  const path = install('packages/package')
  expect(isInCheckout(path)).toBe(false)
  writeFileSync(join(base, 'pnpm-workspace.yaml'), '')
  expect(isInCheckout(path)).toBe(true)
})
