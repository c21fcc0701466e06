/** Errors about project files that are not trusted, and about the record of those that are. */

import { SandboxError } from './errors.js'

/** The record of trusted files cannot be understood. It is never overwritten: it may hold other decisions. */
export function trustStoreBroken(file: string, problem: string): SandboxError {
  return new SandboxError({
    code: 'TRUST_STORE_BROKEN',
    message: `${file} is not a record of trusted files: ${problem}.`,
    hint: 'Correct or remove it, then trust your files again with sandbox trust.',
  })
}

/** The record of trusted files could be changed by somebody else. */
export function trustStoreOpen(file: string): SandboxError {
  return new SandboxError({
    code: 'TRUST_STORE_OPEN',
    message: `${file} can be written by other users, so what it says proves nothing.`,
    hint: `Check its content, then run: chmod 600 ${JSON.stringify(file)}`,
  })
}

/** A project's own file asks for more than the person gave it. `what` names the rule and the reason. */
export function projectWidens(file: string, what: string): SandboxError {
  return new SandboxError({
    code: 'POLICY_PROJECT_WIDENS',
    message: `${file} is not trusted and would allow more than your own policy: ${what}.`,
    hint: `Read the file; then accept it with sandbox trust, or once with --policy ${JSON.stringify(file)}. To ignore it, select a profile with -P.`,
  })
}

/** A project file that nobody trusts stands nearer than another one, whose rules would be lost. */
export function projectHides(file: string, hidden: string): SandboxError {
  return new SandboxError({
    code: 'POLICY_PROJECT_HIDES',
    message: `${file} is not trusted and would keep ${hidden} from counting.`,
    hint: `Remove it, accept it with sandbox trust, or choose one with --policy.`,
  })
}
