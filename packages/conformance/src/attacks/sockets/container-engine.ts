import { type Attack, arrived } from '../attack.js'
import { daemon, daemonsWithoutNamespaces } from '../daemon.js'

export const attack: Attack = {
  id: 'sockets/container-engine',
  tries: 'to have the container engine act for it',
  source: 'codex PR 18050; docker.sock is root of the machine',
  program: daemon('run/docker.sock'),
  succeeded: arrived,
  control: 'plain',
  exempt: daemonsWithoutNamespaces,
}
