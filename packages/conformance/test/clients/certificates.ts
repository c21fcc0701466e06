/** A certificate for the servers of a test, and the throw-away authority that signed it. */

import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** What a server presents, and the file by which clients know its authority. */
export interface Certificates {
  readonly key: Buffer
  readonly cert: Buffer
  readonly authorityFile: string
}

/** Needs openssl 3. */
export async function makeCertificates(directory: string, names: readonly string[]): Promise<Certificates> {
  const at = (name: string) => join(directory, name)
  const make = (...args: readonly string[]) =>
    promisify(execFile)('openssl', ['req', '-x509', '-nodes', '-newkey', 'ec', ...CURVE, ...args])
  await make('-subj', '/CN=Authority of a test', '-keyout', at('ca.key'), '-out', at('ca.pem'))
  const alternatives = `subjectAltName=${names.map((name) => `DNS:${name}`).join(',')}`
  const leaf = ['-subj', `/CN=${names[0]}`, '-addext', alternatives, '-addext', 'basicConstraints=CA:FALSE']
  const signer = ['-CA', at('ca.pem'), '-CAkey', at('ca.key')]
  await make(...leaf, ...signer, '-keyout', at('leaf.key'), '-out', at('leaf.pem'))
  const [key, cert] = await Promise.all([readFile(at('leaf.key')), readFile(at('leaf.pem'))])
  return { key, cert, authorityFile: at('ca.pem') }
}

const CURVE = ['-pkeyopt', 'ec_paramgen_curve:P-256', '-days', '2']
