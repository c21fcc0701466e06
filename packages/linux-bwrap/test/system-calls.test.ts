import { testSystemCalls } from '../../linux-landlock-seccomp/test/support/system-calls.js'
import { TestPlace } from './sandbox.js'

testSystemCalls((user) => new TestPlace(user))
