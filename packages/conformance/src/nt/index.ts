/** A simulated Windows: tokens, access checks, and an NTFS volume. What Wine does not enforce is judged here. */

export { mayAccess } from './access-check.js'
export { Disk, type DiskObject, type DiskPlace, descriptorOf, foldName } from './disk.js'
export { descriptorForNew, propagate } from './inherit.js'
export {
  type Answer,
  answerTo,
  ONE_PATH_CALLS,
  type OnePathCall,
  perform,
  type SystemCall,
  TWO_PATH_CALLS,
  type TwoPathCall,
} from './system-calls.js'
export * from './token.js'
export { simulatedVolume, type VolumeHooks } from './volume.js'
