import { type Attack, sh } from '../attack.js'
import { repository } from '../repository.js'

export const attack: Attack = {
  id: 'git/object-alternates',
  tries: 'to make the repository read objects from a directory of its own',
  source: 'gitrepository-layout(5), objects/info/alternates',
  prepare: (stage) => repository(stage),
  program: sh`mkdir -p "$S/objects" && echo "$S/objects" > "$W/.git/objects/info/alternates"`,
  succeeded: ({ stage }) => stage.exists('w/.git/objects/info/alternates'),
  control: 'plain',
}
