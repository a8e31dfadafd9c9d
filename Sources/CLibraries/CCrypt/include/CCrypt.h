// Hashes of passwords, by libxcrypt.
#ifndef VIGIE_CCRYPT_H
#define VIGIE_CCRYPT_H

#include <stddef.h>

/// Opens libcrypt: NULL, or why it is not to be had.
const char *vigie_open_libcrypt(void);

/// Hashes a password as `hash` was made and writes the result, ended by NUL, into `result`. 0, or -1
/// when that cannot be done. What it worked with is wiped. The structure of crypt_r is 32 KiB, which
/// Swift would see as a tuple of as many elements.
int vigie_hash_password(const char *password, const char *hash, char *result, size_t capacity);

#endif
