import { type Attack, arrived } from '../attack.js'
import { daemon, daemonsWithoutNamespaces } from '../daemon.js'

export const attack: Attack = {
  id: 'sockets/message-bus',
  tries: 'to have the message bus of the session start a program for it',
  source: 'CVE-2018-6560; D-Bus activation',
  program: daemon('run/bus'),
  succeeded: arrived,
  control: 'plain',
  exempt: daemonsWithoutNamespaces,
}
