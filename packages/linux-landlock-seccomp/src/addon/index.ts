/** The compiled addon: faster starts, and the system calls of the path without namespaces. */

export type {
  Addon,
  AddonError,
  KernelFeatures,
  LandlockRuleset,
  OnExit,
  ResourceLimit,
  Restrictions,
  SpawnRequest,
} from './interface.js'
export { findAddon, type LoadedAddon, loadAddon } from './load.js'
export {
  type ProcessEnd,
  type StartedProcess,
  type StartOptions,
  signalName,
  startProcess,
  startRestricted,
} from './start.js'
