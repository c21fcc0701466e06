/* Loads the addon as Node.js does, without Node.js: for the C libraries that no Node.js is at hand for.

   loaded.h, which the test writes, stands in for all other functions that the addon wants. */
#include <dlfcn.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

/* napi_property_descriptor */
struct property {
  const char *name;
  void *name_value;
  void *method;
  void *getter;
  void *setter;
  void *value;
  int attributes;
  void *data;
};

static void *(*features)(void *env, void *info);

int napi_define_properties(void *env, void *object, size_t count, const struct property *properties) {
  (void)env, (void)object;
  for (size_t i = 0; i < count; i++)
    if (strcmp(properties[i].name, "features") == 0) memcpy(&features, &properties[i].method, sizeof features);
  return 0;
}

int napi_add_async_cleanup_hook(void *env, void *hook, void *argument, void **handle) {
  (void)env, (void)hook, (void)argument;
  *handle = NULL;
  return 0;
}

int napi_create_object(void *env, void **result) {
  *result = env;
  return 0;
}

int napi_create_int32(void *env, int value, void **result) {
  (void)env;
  *result = (void *)(long)value;
  return 0;
}

int napi_get_boolean(void *env, bool value, void **result) {
  (void)env;
  *result = (void *)(long)value;
  return 0;
}

int napi_set_named_property(void *env, void *object, const char *name, void *value) {
  (void)env, (void)object;
  printf("%s %ld\n", name, (long)value);
  return 0;
}

#include "loaded.h"

int main(int count, char **words) {
  void *const addon = count == 2 ? dlopen(words[1], RTLD_NOW) : NULL;
  void *(*init)(void *env, void *exports) = NULL;
  void *const symbol = addon != NULL ? dlsym(addon, "napi_register_module_v1") : NULL;
  if (symbol == NULL) {
    puts(dlerror());
    return 1;
  }
  int any = 0;
  memcpy(&init, &symbol, sizeof init);
  init(&any, &any);
  features(&any, NULL);
  return 0;
}
