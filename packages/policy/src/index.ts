/** The policy language of Sandbox. */

export type * from './access.js'
export type * from './backend.js'
export { SandboxError, type SandboxErrorInit } from './errors.js'
export type * from './profile.js'
export type * from './resolved.js'
