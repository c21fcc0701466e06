/* One function for each operation: tries it, takes it back, and answers. */
#pragma once

#include "script.h"

/* look.c: nothing is changed. */
void try_stat(const struct operation *operation);
void try_list(const struct operation *operation);
void try_read(const struct operation *operation);
void try_write(const struct operation *operation);
void try_truncate(const struct operation *operation);
void try_chmod(const struct operation *operation);
void try_times(const struct operation *operation);

/* make.c: something is made at PATH and removed. */
void try_create(const struct operation *operation);
void try_mkdir(const struct operation *operation);
void try_symlink(const struct operation *operation);
void try_mkfifo(const struct operation *operation);

/* move.c: PATH is gone, elsewhere, or there twice, and then as before. OTHER is a path where nothing is. */
void try_remove(const struct operation *operation);
void try_move(const struct operation *operation);
void try_exchange(const struct operation *operation);
void try_link(const struct operation *operation);

/* Answers for an operation that must now be taken back; UNDONE is the result of that. */
void answer_undone(int result, int error, int undone);
