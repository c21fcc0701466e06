/* Memory for one start. */
#include "arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_SIZE = 4096, ALIGNMENT = 16 };

struct arena_block {
  struct arena_block *older;
  size_t used;
  size_t size;
  _Alignas(ALIGNMENT) unsigned char bytes[];
};

static struct arena_block *add_block(struct arena *arena, size_t wanted) {
  const size_t size = wanted > BLOCK_SIZE ? wanted : BLOCK_SIZE;
  if (size > SIZE_MAX - sizeof(struct arena_block)) return NULL;
  struct arena_block *const block = malloc(sizeof(struct arena_block) + size);
  if (block == NULL) return NULL;
  block->older = arena->newest;
  block->used = 0;
  block->size = size;
  arena->newest = block;
  return block;
}

void *arena_take(struct arena *arena, size_t size) {
  if (size > SIZE_MAX - ALIGNMENT) return NULL;
  const size_t rounded = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  struct arena_block *block = arena->newest;
  if (block == NULL || rounded > block->size - block->used) block = add_block(arena, rounded);
  if (block == NULL) return NULL;
  void *const piece = block->bytes + block->used;
  block->used += rounded;
  return memset(piece, 0, rounded);
}

void *arena_take_array(struct arena *arena, size_t count, size_t size) {
  if (size != 0 && count > SIZE_MAX / size) return NULL;
  return arena_take(arena, count * size);
}

void arena_release(struct arena *arena) {
  while (arena->newest != NULL) {
    struct arena_block *const block = arena->newest;
    arena->newest = block->older;
    free(block);
  }
}
