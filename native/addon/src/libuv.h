/* The few functions of libuv that are used. Node.js exports them on Linux; their signatures and numbers are the same in
   all of libuv 1. Its own header is not needed: a handle is a block of uv_handle_size bytes. */
#ifndef SANDBOX_ADDON_LIBUV_H
#define SANDBOX_ADDON_LIBUV_H

#include <stddef.h>

struct uv_loop_s;

enum { UV_POLL = 8, UV_READABLE = 1 };

size_t uv_handle_size(int type);
int uv_poll_init(struct uv_loop_s *loop, void *handle, int descriptor);
int uv_poll_start(void *handle, int events, void (*callback)(void *handle, int status, int events));
int uv_poll_stop(void *handle);
void uv_close(void *handle, void (*callback)(void *handle));
void *uv_handle_get_data(const void *handle);
void uv_handle_set_data(void *handle, void *data);
const char *uv_err_name(int error);
const char *uv_strerror(int error);

#endif
