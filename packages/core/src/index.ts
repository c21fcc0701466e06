/** Run commands under a policy that the host's own kernel enforces. */

export type { EgressEvent, EgressStats } from '@sandbox/network-proxy'
export type {
  Access,
  BackendName,
  CommandSpec,
  Decision,
  Denial,
  DroppedVariable,
  Enforcement,
  EnforcementPart,
  Explanation,
  InlineProfile,
  LaunchPlan,
  NetworkTable,
  PolicyWarning,
  ResolvedPolicy,
} from '@sandbox/policy'
export { SandboxError } from '@sandbox/policy'
export { selectBackend } from './backends.js'
export { canonicalPath } from './canonical.js'
export { type CommandRequest, commandSpec } from './command.js'
export { commandEnvironment } from './command-environment.js'
export {
  type Egress,
  type EgressAddress,
  type EgressListeners,
  type EgressService,
  type HostEgress,
  listenForEgress,
  startEgress,
} from './egress.js'
export type { ExecOptions } from './exec-options.js'
export {
  homeDirectory,
  hostPlatform,
  type OpenedPolicy,
  openPolicy,
  type PolicyRequest,
} from './open-policy.js'
export { type SandboxFields, type SandboxResult, showCommand, spawnFailure } from './result.js'
export {
  createSandbox,
  type Sandbox,
  type SandboxOptions,
  type SandboxSubprocess,
  type SpawnedCommand,
} from './sandbox.js'
export type { SandboxStats } from './stats.js'
