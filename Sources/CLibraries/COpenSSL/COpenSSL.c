#include "COpenSSL.h"

#include <CLateLibrary.h>

#define TEXT(number) TEXT_OF(number)
#define TEXT_OF(number) #number

// Of the headers' own version; libcrypto comes with it, and its functions are found through it.
VIGIE_LATE_LIBRARY(vigie_open_libssl, "libssl.so." TEXT(OPENSSL_SHLIB_VERSION),
                   VIGIE_OPENSSL_FUNCTIONS)
