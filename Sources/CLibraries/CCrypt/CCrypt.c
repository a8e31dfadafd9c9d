#define _GNU_SOURCE
#include "CCrypt.h"

#include <CLate.h>

/// What is used of libcrypt.
#define VIGIE_CRYPT_FUNCTIONS(LATE)                                                          \
  LATE(char *, crypt_r, (const char *password, const char *hash, struct crypt_data *data), \
       (password, hash, data))

VIGIE_CRYPT_FUNCTIONS(VIGIE_LATE_RENAME)
#include <crypt.h>

#include <CLateLibrary.h>

VIGIE_LATE_LIBRARY(vigie_open_libcrypt, "libcrypt.so.1", VIGIE_CRYPT_FUNCTIONS)

int vigie_hash_password(const char *password, const char *hash, char *result, size_t capacity) {
  struct crypt_data *data = calloc(1, sizeof *data);
  if (!data) return -1;
  const char *found = crypt_r(password, hash, data);
  int isHash = found && found[0] != '*' && strlen(found) < capacity;
  if (isHash) strcpy(result, found);
  explicit_bzero(data, sizeof *data);
  free(data);
  return isHash ? 0 : -1;
}
