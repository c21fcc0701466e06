/** Run commands under a Sandbox policy on Linux. Usable without core. */

export type { HostFacts, Launcher, MaskMethod, ProcMode } from './facts.js'
export type { CarveMount, FrameMount, MountPlan, Placeholder, TargetKind } from './mounts.js'
export { type PlanFacts, planMounts } from './plan.js'
export { type BwrapPlan, linuxBwrap, type PreparedBwrap, prepareBwrap } from './prepare.js'
export { probe } from './probe.js'
export { type RenderOptions, renderArgv } from './render.js'
export { plan, type RunOptions, type RunResult, run } from './run.js'
