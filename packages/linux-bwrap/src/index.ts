/** Run commands under a Sandbox policy on Linux. Usable without core. */

export type { FrameMount, CarveMount, MountPlan, Placeholder, TargetKind } from './mounts.js'
export type { HostFacts, Launcher, MaskMethod, ProcMode } from './facts.js'
export { planMounts, type PlanFacts } from './plan.js'
export { type BwrapPlan, linuxBwrap, prepareBwrap, type PreparedBwrap } from './prepare.js'
export { probe } from './probe.js'
export { renderArgv, type RenderOptions } from './render.js'
export { plan, run, type RunOptions, type RunResult } from './run.js'
