import { type Attack, onlyOnce, sh } from '../attack.js'

export const attack: Attack = {
  id: 'limits/file-size',
  tries: 'to write a larger file than it was given',
  source: 'srt 4B.1, 35: a file of 2 GB',
  alone: { limits: { files: '1MiB' } },
  program: sh`head -c 4000000 /dev/zero > "$S/large"`,
  succeeded: ({ stage }) => (stage.stat('w/scratch/large')?.size ?? 0) > 1_100_000,
  control: 'plain',
  exempt: onlyOnce,
}
