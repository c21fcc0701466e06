import { type Attack, created, sh } from '../attack.js'

export const attack: Attack = {
  id: 'filesystem/make-fifo-outside',
  tries: 'to make a FIFO where it may only read',
  source: 'mknod(2)',
  program: sh`mkfifo "$OUT/new"`,
  succeeded: created,
  control: 'plain',
}
