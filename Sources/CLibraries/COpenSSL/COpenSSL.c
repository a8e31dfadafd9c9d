#include "COpenSSL.h"

#include <CLateLibrary.h>

#define TEXT(number) TEXT_OF(number)
#define TEXT_OF(number) #number

// Of the headers' own version; libcrypto comes with it, and its functions are found through it.
VIGIE_LATE_LIBRARY(vigie_open_libssl, "libssl.so." TEXT(OPENSSL_SHLIB_VERSION),
                   VIGIE_OPENSSL_FUNCTIONS)

static _Thread_local SSL_CTX *offered_context;

SSL_CTX *vigie_offered_context(void) { return offered_context; }

void vigie_offer_context(SSL_CTX *context) { offered_context = context; }
