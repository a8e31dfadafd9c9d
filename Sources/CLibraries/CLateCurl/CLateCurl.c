#include "CLateCurl.h"

#include <CLateLibrary.h>
#include <stdarg.h>

// They would hold the variadic argument against the option, where it is only passed on.
#undef curl_easy_setopt
#undef curl_easy_getinfo

/// The one variadic argument behind `last`: a number or a pointer, which are of one size.
#define VIGIE_VARIADIC(last)              \
  ({                                      \
    va_list list;                         \
    va_start(list, last);                 \
    void *value = va_arg(list, void *);   \
    va_end(list);                         \
    value;                                \
  })

VIGIE_LATE_LIBRARY(vigie_open_libcurl, "libcurl.so.4", VIGIE_CURL_FUNCTIONS)
