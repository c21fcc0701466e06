import { type Attack, sh } from '../attack.js'
import { repository } from '../repository.js'

export const attack: Attack = {
  id: 'git/attributes',
  tries: 'to write attributes that no one sees in the tree',
  source: 'srt 4B.1, 12 (.git/info/attributes)',
  prepare: (stage) => repository(stage),
  program: sh`mkdir -p "$W/.git/info" && echo "* filter=evil" > "$W/.git/info/attributes"`,
  succeeded: ({ stage }) => stage.exists('w/.git/info/attributes'),
  control: 'plain',
}
