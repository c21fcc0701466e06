/** What a command can do with a socket of the host that it was given as standard input. */

import { testStreamSockets } from '../../linux-landlock-seccomp/test/support/stream-sockets.js'
import { TestPlace } from './sandbox.js'

testStreamSockets((user) => new TestPlace(user))
