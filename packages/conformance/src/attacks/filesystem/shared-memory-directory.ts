import { type Attack, leaked, sh } from '../attack.js'

export const attack: Attack = {
  id: 'filesystem/shared-memory-directory',
  tries: 'to read a file in the shared memory of the host',
  source: 'srt 4B.2; codex `bwrap_preserves_writable_dev_shm_bind_mount`',
  program: sh`cat "/dev/shm$BAIT_NAME"`,
  succeeded: leaked,
  control: 'plain',
}
