import { type Attack, arrived, sh } from '../attack.js'

export const attack: Attack = {
  id: 'filesystem/fifo-outside',
  tries: 'to send something to a reader through a FIFO that it may only read',
  source: 'srt 4B.1, 13: a read-only mount does not stop FIFOs',
  program: sh`printf %s "$NONCE" > "$BAIT/fifo"`,
  succeeded: arrived,
  control: 'plain',
}
