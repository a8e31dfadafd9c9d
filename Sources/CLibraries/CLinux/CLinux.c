#define _GNU_SOURCE
#include "CLinux.h"

int vigie_accept4(int socket, struct sockaddr *address, socklen_t *length, int flags) {
  return accept4(socket, address, length, flags);
}

int vigie_open(const char *path, int flags) { return open(path, flags | O_CLOEXEC); }

int vigie_openat(int folder, const char *path, int flags) {
  return openat(folder, path, flags | O_CLOEXEC);
}

#ifndef VIGIE_REVISION
#define VIGIE_REVISION ""
#endif

const char *vigie_revision(void) { return VIGIE_REVISION; }
