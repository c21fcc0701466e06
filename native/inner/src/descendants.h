/* What the command leaves behind where no PID namespace ends with it. */
#ifndef SANDBOX_DESCENDANTS_H
#define SANDBOX_DESCENDANTS_H

/* From now on whatever loses its parent among our descendants becomes our child, and `end_descendants` is in force.
   Fails the set-up when the children could not be found again. */
void adopt_descendants(void);

/* Kills our children, and theirs as they become ours, until there is none. Does nothing before `adopt_descendants`:
   then the kernel ends the PID namespace with us. */
void end_descendants(void);

/* The same, without the condition. */
void end_children(void);

#endif
