/* The pipe from the process outside: its words, and its death. */
#ifndef SANDBOX_LEASH_H
#define SANDBOX_LEASH_H

/* What `launch` can say. */
enum {
  LEASH_NOTHING = 0,
  /* The terminal's foreground is the command's. */
  LEASH_FOREGROUND = 'f',
  /* Go on in the background. */
  LEASH_BACKGROUND = 'b',
  /* The command has written more than it may. */
  LEASH_OUTPUT = 'o',
};

/* Asks for SIGIO when something is said, or the other end closes. Ends the program when it is closed already. */
void watch_leash(int descriptor);

/* The next word, or LEASH_NOTHING. Ends the program, and with it everything in the PID namespace or everything
   adopted, when the other end was closed. */
int leash_word(void);

#endif
