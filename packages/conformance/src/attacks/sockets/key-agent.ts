import { type Attack, arrived } from '../attack.js'
import { daemon, daemonsWithoutNamespaces } from '../daemon.js'

export const attack: Attack = {
  id: 'sockets/key-agent',
  tries: 'to sign with the keys of the agent that the environment names',
  source: 'srt issue 343; ssh-agent(1)',
  program: daemon('agent.sock'),
  succeeded: arrived,
  control: 'plain',
  exempt: daemonsWithoutNamespaces,
}
