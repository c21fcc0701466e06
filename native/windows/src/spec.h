/* What one run is to be, read from descriptor 3: pairs of names and values, each ended by a NUL, in UTF-16. */

#pragma once

#include <windows.h>

/* As many roots as the planner allows. */
#define MAX_CAPABILITIES 32

/* Texts point into `text`, which lives as long as the process. */
struct spec {
    wchar_t *text;
    wchar_t *application;
    wchar_t *command_line;
    wchar_t *directory;
    wchar_t *capabilities[MAX_CAPABILITIES];
    DWORD capability_count;
    DWORD parent;
    /* 0: no limit. */
    ULONGLONG memory;
    DWORD processes;
    /* Sorted as it came; ended by an empty text. */
    wchar_t *environment;
};

/* 0, or the number of an error. ERROR_BAD_FORMAT for a spec that is not one of ours. */
DWORD read_spec(struct spec *spec);
