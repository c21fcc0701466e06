/** Seccomp filters for Sandbox policies on Linux. */

export {}
