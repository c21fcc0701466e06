/* What denied paths are covered with: one unreadable file, one unreadable directory, one empty directory. */
#ifndef SANDBOX_PLACEHOLDERS_H
#define SANDBOX_PLACEHOLDERS_H

enum placeholder {
  PLACEHOLDER_FILE,
  PLACEHOLDER_DIRECTORY,
  PLACEHOLDER_EMPTY_DIRECTORY,
};

/* Makes the placeholders on a private, read-only tmpfs. The working directory moves there. */
void make_placeholders(void);

/* A detached mount of one placeholder; the caller owns the descriptor. -1 with errno on failure. */
int clone_placeholder(enum placeholder which);

/* Detaches the tmpfs and moves the working directory to the root: only the clones still show it. */
void release_placeholders(void);

#endif
