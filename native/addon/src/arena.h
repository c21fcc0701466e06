/* Memory for one start: many small pieces, given back together. */
#ifndef SANDBOX_ADDON_ARENA_H
#define SANDBOX_ADDON_ARENA_H

#include <stddef.h>

struct arena {
  struct arena_block *newest;
};

/* SIZE bytes, zeroed and aligned to 16, or NULL. */
void *arena_take(struct arena *arena, size_t size);

/* COUNT elements of SIZE bytes each, or NULL. */
void *arena_take_array(struct arena *arena, size_t count, size_t size);

void arena_release(struct arena *arena);

#endif
