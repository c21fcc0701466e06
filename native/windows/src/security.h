/* Access lists of files and directories, as bytes, always by handle. Links at the end of a path are never followed. */

#pragma once

#include <windows.h>

/* Which object a path led to, for comparing. */
struct identity {
    DWORD volume;
    DWORD index_high;
    DWORD index_low;
    DWORD links;
};

struct object {
    HANDLE handle;
    DWORD attributes;
    struct identity identity;
    PSECURITY_DESCRIPTOR descriptor;
    DWORD descriptor_length;
};

/* `changed`: the path leads to another object, through a link, or the list is another one. */
#define NOT_THE_SAME 0xffffffff

/* 0, or the number of an error. Call close_object in any case. */
DWORD look_at(const wchar_t *path, DWORD rights, struct object *object);
void close_object(struct object *object);

/* Replaces the list of an object that is still what it was. 0, NOT_THE_SAME, or the number of an error. */
DWORD replace_list(const wchar_t *path, const struct identity *identity, const void *before, DWORD before_length,
                   void *after, DWORD after_length);
