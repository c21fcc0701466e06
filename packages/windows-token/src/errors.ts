/** Every error this package can raise, each with its stable code. */

import { SandboxError } from '@sandbox/policy'

/** A rule closes something for reading. */
export function readNotFenced(path: string, rule: string): SandboxError {
  return new SandboxError({
    code: 'READ_NOT_FENCED',
    message: `${rule} denies reading ${path}, and a write-restricted token fences no reads`,
    hint: 'Leave the rule out, knowing that commands can read the path, or run the command on Linux or macOS.',
  })
}

/** The policy does not open every drive for reading. */
export function restrictedRead(drive: string): SandboxError {
  return new SandboxError({
    code: 'RESTRICTED_READ_NOT_FENCED',
    message: `no rule of the policy lets ${drive} be read, and a write-restricted token fences no reads`,
    hint: 'Set filesystem.":root" to "read", knowing that commands can read what you can.',
  })
}

/** A whole drive is writable. */
export function wholeDriveWritable(drive: string, rule: string): SandboxError {
  return new SandboxError({
    code: 'WHOLE_DRIVE_WRITABLE',
    message: `${rule} makes all of ${drive} writable, which would change the access list of every file on it`,
    hint: 'Name the directories that commands need to write.',
  })
}

/** Something writable inside of something that stays read-only. */
export function reopenedPath(path: string, closed: string, rule: string): SandboxError {
  return new SandboxError({
    code: 'REOPENED_PATH',
    message: `${rule} makes ${path} writable inside ${closed}, which stays read-only: one access list cannot say both`,
    hint: 'Make the directories beside it writable instead, or leave the rule out.',
  })
}

/** A path of another machine. */
export function networkPath(path: string, rule: string): SandboxError {
  return new SandboxError({
    code: 'NETWORK_PATH',
    message: `${path} (${rule}) lies on another machine, whose access lists this one cannot vouch for`,
    hint: 'Work in a directory on a local drive.',
  })
}

/** A volume that forgets or ignores access lists. */
export function volumeWithoutAcls(path: string, rule: string): SandboxError {
  return new SandboxError({
    code: 'VOLUME_WITHOUT_ACLS',
    message: `${path} (${rule}) lies on a volume that keeps no access lists, so nothing could fence it`,
    hint: 'Use an NTFS or ReFS volume; FAT and exFAT have no access lists.',
  })
}

/** A writable path that is a link. */
export function linkedRoot(path: string, rule: string): SandboxError {
  return new SandboxError({
    code: 'ROOT_IS_LINK',
    message: `${path} (${rule}) is a link that leads nowhere, so it cannot be made writable`,
    hint: 'Create what it leads to, or name the directory itself.',
  })
}

/** More writable directories than one token can carry. */
export function tooManyRoots(count: number, limit: number, rule: string): SandboxError {
  return new SandboxError({
    code: 'TOO_MANY_ROOTS',
    message: `the policy has ${count} separate writable directories, of which ${rule} is the first too many; one token carries ${limit}`,
    hint: 'Make one directory above them writable.',
  })
}

/** Our own files inside a writable directory. */
export function ownFilesWritable(what: string, path: string, rule: string): SandboxError {
  return new SandboxError({
    code: 'OWN_PATH_WRITABLE',
    message: `${rule} makes ${path} writable, where ${what}`,
    hint: 'Make a smaller directory writable: a command that changes these files decides about the next run.',
  })
}

/** A limit that job objects have no means for. */
export function limitNotEnforced(name: string): SandboxError {
  return new SandboxError({
    code: 'LIMIT_NOT_ENFORCED',
    message: `limits.${name} cannot be enforced on Windows`,
    hint: `Leave limits.${name} out; limits.timeout, limits.memory and limits.processes are enforced.`,
  })
}

/** A network mode that nothing enforces. */
export function egressAdvisory(mode: string): SandboxError {
  return new SandboxError({
    code: 'EGRESS_ADVISORY',
    message: `network mode ${mode} is only advice on Windows: programs that ignore environment variables still reach the network`,
    hint: 'Use network mode `full`, or accept the advice with `--no-strict`.',
  })
}

/** Network mode `proxy` on a run that has no proxy. */
export function egressNotEnforced(): SandboxError {
  return new SandboxError({
    code: 'EGRESS_NOT_ENFORCED',
    message: 'network mode proxy needs a running egress proxy, and none was given',
    hint: 'Use network mode `none` or `full`, or give the port of a proxy with `proxyPort`.',
  })
}

/** The host's kernel does not hold a restricted token back from writing. */
export function writeFenceAbsent(): SandboxError {
  return new SandboxError({
    code: 'WRITE_FENCE_ABSENT',
    message: 'this system lets a write-restricted token write like any other, so nothing could be fenced',
    hint: 'Windows fences them; Wine does not.',
  })
}

/** The host's kernel leaves ways around the fence. */
export function writeFenceWeak(gaps: readonly string[]): SandboxError {
  return new SandboxError({
    code: 'WRITE_FENCE_WEAK',
    message: `on this system a write-restricted token leaves gaps: ${gaps.join('; ')}`,
    hint: 'Run commands that you would trust with these, and say so with `--no-strict`.',
  })
}

/** The program that makes the token is not there. */
export function helperMissing(path: string): SandboxError {
  return new SandboxError({
    code: 'HELPER_NOT_FOUND',
    message: `${path} is missing, so nothing can make the restricted token`,
    hint: 'Install the package again, with its optional files; in a checkout, build native/ with mingw-w64.',
  })
}

/** The program that makes the token is not the one that was built. */
export function helperChanged(path: string): SandboxError {
  return new SandboxError({
    code: 'HELPER_CHANGED',
    message: `${path} is not the program that its manifest lists, so it is not started`,
    hint: 'Install the package again. If it changed by itself, find out what changed it.',
  })
}

/** The helper ended or answered with something else. */
export function helperFailed(stage: string, detail: string): SandboxError {
  return new SandboxError({
    code: 'HELPER_FAILED',
    message: `the sandbox could not be set up: ${stage} failed (${detail})`,
    hint: 'Nothing was started. The number is a Windows error code; `net helpmsg NUMBER` explains it.',
  })
}

/** The access list of a path could not be changed as planned; everything done so far was undone. */
export function notChangeable(path: string, why: string): SandboxError {
  return new SandboxError({
    code: 'ACCESS_LIST_NOT_CHANGED',
    message: `the access list of ${path} cannot be changed: ${why}`,
    hint: 'Nothing was started and what had been changed was undone. Own the directory, or name another one.',
  })
}

/** A missing protected path could not be occupied. */
export function notOccupied(path: string, why: string): SandboxError {
  return new SandboxError({
    code: 'PATH_NOT_OCCUPIED',
    message: `the missing protected path ${path} cannot be kept from being made: ${why}`,
    hint: 'Nothing was started. Let the directory above it be writable for you, or create the path yourself.',
  })
}

/** A file of ours does not hold what we wrote. */
export function stateDamaged(path: string, why: string): SandboxError {
  return new SandboxError({
    code: 'STATE_DAMAGED',
    message: `${path} is damaged: ${why}`,
    hint: 'It says which access lists were changed, so it is not replaced. Put a copy back, or move it away and remove entries of unknown SIDs with icacls.',
  })
}

/** Somebody else has been changing our files for too long. */
export function stateLocked(path: string, owner: number | undefined): SandboxError {
  return new SandboxError({
    code: 'STATE_LOCKED',
    message: `${path} is held by process ${owner ?? 'unknown'}, which does not let go of it`,
    hint: 'End that process if it is a sandbox; if it is not, remove the file.',
  })
}

/** A text that is no security identifier. */
export function badSid(text: string): SandboxError {
  return new SandboxError({
    code: 'SID_MALFORMED',
    message: `${JSON.stringify(text)} is not a security identifier`,
    hint: 'One looks like S-1-5-21-1-2-3-4.',
  })
}

/** Bytes that are no security identifier. */
export function badSidBytes(length: number): SandboxError {
  return new SandboxError({
    code: 'SID_MALFORMED',
    message: `${length} bytes do not begin with a security identifier`,
    hint: 'The access list they are from is damaged; `icacls PATH /verify` tells more.',
  })
}

/** Bytes that are no security descriptor. */
export function badDescriptor(why: string): SandboxError {
  return new SandboxError({
    code: 'DESCRIPTOR_MALFORMED',
    message: `a security descriptor is malformed: ${why}`,
    hint: 'The access list it is from is damaged; `icacls PATH /verify` tells more.',
  })
}

/** A command line that is longer than Windows takes. */
export function commandLineTooLong(length: number, limit: number): SandboxError {
  return new SandboxError({
    code: 'COMMAND_LINE_TOO_LONG',
    message: `the command line has ${length} characters; Windows takes ${limit}`,
    hint: 'Hand the arguments over in a file.',
  })
}

/** A variable that no environment can hold. */
export function badVariable(name: string): SandboxError {
  return new SandboxError({
    code: 'VARIABLE_MALFORMED',
    message: `${JSON.stringify(name)} cannot be the name of an environment variable`,
    hint: 'Names are not empty and contain no "=".',
  })
}

/** A program whose place depends on hidden state. */
export function programAmbiguous(program: string): SandboxError {
  return new SandboxError({
    code: 'PROGRAM_AMBIGUOUS',
    message: `${JSON.stringify(program)} depends on a current drive or directory that nobody sees`,
    hint: 'Name the program alone, relative to the working directory (.\\tool.exe), or with its drive and whole path.',
  })
}

/** A batch file, which only a shell can run. */
export function batchFile(path: string): SandboxError {
  return new SandboxError({
    code: 'BATCH_FILE',
    message: `${path} is a batch file; its arguments would be read again by cmd.exe, by other rules`,
    hint: 'Run it through the shell yourself: cmd.exe /d /s /c "…".',
  })
}

/** The command cannot be executed; `detail` begins with its name. */
export function commandNotExecuted(exitCode: 126 | 127, detail: string): SandboxError {
  return new SandboxError({
    code: exitCode === 127 ? 'COMMAND_NOT_FOUND' : 'COMMAND_NOT_EXECUTABLE',
    message: `cannot run ${detail}`,
    hint:
      exitCode === 127
        ? 'Check the name, and PATH and PATHEXT of the command.'
        : 'Check that it is a program for this processor, and not an alias of the Microsoft Store.',
  })
}
