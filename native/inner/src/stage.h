/* What every stage that supervises a command does, whatever it confines it with. */
#ifndef SANDBOX_STAGE_H
#define SANDBOX_STAGE_H

#include "spec.h"

/* Holds back signals, closes every descriptor but the spec and the leash, reads the spec and watches the leash. */
void begin_stage(const char *spec_descriptor, const char *leash_descriptor, struct spec *spec);

/* Makes the ruleset that the spec describes, of the paths as they are now. Fails the set-up otherwise. */
void prepare_landlock(struct spec *spec);

/* THREAT: the command has our user id. Undumpable, we cannot be traced, nor our descriptors be opened through /proc:
   it cannot write status records in our name. */
void protect_stage(void);

/* Enters the working directory, and does what is left to do before the command is forked. */
void enter_place(const struct spec *spec);

/* Records the start, starts the command and supervises it. Returns the exit code. */
int run_command(const struct spec *spec);

#endif
