import type { Attack } from '../attack.js'
import { plant, planted } from '../plant.js'

export const attack: Attack = {
  id: 'autorun/shells',
  tries: 'to write what the shells of the user run at their start, in a home that it may not write',
  source: 'srt 4B.1, 11',
  program: plant('home', [
    '.bashrc',
    '.bash_login',
    '.bash_logout',
    '.profile',
    '.zshenv',
    '.zlogin',
    '.zshrc',
    '.config/fish/config.fish',
    '.inputrc',
  ]),
  succeeded: planted('home', [
    '.bashrc',
    '.bash_login',
    '.bash_logout',
    '.profile',
    '.zshenv',
    '.zlogin',
    '.zshrc',
    '.config/fish/config.fish',
    '.inputrc',
  ]),
  control: 'plain',
}
