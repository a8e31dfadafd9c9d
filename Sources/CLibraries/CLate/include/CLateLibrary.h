// The half of CLate that a library's own file includes once, to have its functions made.
#ifndef VIGIE_CLATE_LIBRARY_H
#define VIGIE_CLATE_LIBRARY_H

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define VIGIE_LATE_SLOT(result, name, parameters, arguments) __typeof__(name) *name;

#define VIGIE_LATE_FIND(result, name, parameters, arguments)               \
  if (!(late.name = (__typeof__(late.name))dlsym(library, #name))) {       \
    late_failure = strdup(dlerror());                                      \
    return;                                                                \
  }

#define VIGIE_LATE_CALL(result, name, parameters, arguments) \
  result name parameters {                                   \
    late_need();                                             \
    return late.name arguments;                              \
  }

/// Makes `open`, which returns NULL once the library is there and else why it is not, and the
/// functions of `LIST`. One that is called although there is no library ends the program.
#define VIGIE_LATE_LIBRARY(open, file, LIST)                                       \
  static struct {                                                                  \
    LIST(VIGIE_LATE_SLOT)                                                          \
  } late;                                                                          \
  static const char *late_failure;                                                 \
  static pthread_once_t late_once = PTHREAD_ONCE_INIT;                             \
  static void late_find(void) {                                                    \
    void *library = dlopen(file, RTLD_NOW | RTLD_LOCAL);                           \
    if (!library) {                                                                \
      late_failure = strdup(dlerror());                                            \
      return;                                                                      \
    }                                                                              \
    LIST(VIGIE_LATE_FIND)                                                          \
  }                                                                                \
  const char *open(void) {                                                         \
    pthread_once(&late_once, late_find);                                           \
    return late_failure;                                                           \
  }                                                                                \
  static void late_need(void) {                                                    \
    if (!open()) return;                                                           \
    fprintf(stderr, "%s\n", late_failure);                                         \
    abort();                                                                       \
  }                                                                                \
  LIST(VIGIE_LATE_CALL)

#endif
