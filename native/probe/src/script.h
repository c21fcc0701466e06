/* The list of operations to try, and the answers to them. */
#pragma once

/* One operation. Unused words are empty. */
struct operation {
  const char *name;
  const char *path;
  const char *other;
};

/* Reads standard input to its end: three words for each operation, each ended by a NUL byte. */
void read_script(void);

/* Takes the next operation; 0 when there is none left. */
int next_operation(struct operation *operation);

/* Writes `errno NUL detail NUL`; ERROR 0 is success. */
void answer(int error, const char *detail);

/* Leaves with code 99 and a reason on standard error: the probe itself is at fault. */
_Noreturn void give_up(const char *reason);
