import { describe } from 'vitest'
import { TestPlace } from './place.js'
import { canConfine } from './support/landlock-abi.js'
import { testSystemCalls } from './support/system-calls.js'

describe.skipIf(!canConfine)('without namespaces', () => testSystemCalls((user) => new TestPlace(user)))
