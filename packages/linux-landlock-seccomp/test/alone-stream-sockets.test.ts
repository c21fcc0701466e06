/** What a command can do with a socket of the host that it was given as standard input. */

import { describe } from 'vitest'
import { TestPlace } from './place.js'
import { canConfine } from './support/landlock-abi.js'
import { testStreamSockets } from './support/stream-sockets.js'

describe.skipIf(!canConfine)('without namespaces', () => testStreamSockets((user) => new TestPlace(user)))
