// System headers that libcurl includes: their types must remain those of Swift's Glibc module.
#pragma clang module import SwiftGlibc
// Handles are then pointers to types of their own, which Swift tells from other pointers.
#define CURL_STRICTER
#include <curl/curl.h>

// curl_easy_setopt and its kind take their value as a variadic argument, which Swift cannot pass:
// there is a function for each type of value here.

static inline CURLcode vigie_curl_set_number(CURL *handle, CURLoption option, long value) {
  return curl_easy_setopt(handle, option, value);
}

/// NULL for the option's default.
static inline CURLcode vigie_curl_set_text(CURL *handle, CURLoption option, const char *value) {
  return curl_easy_setopt(handle, option, value);
}

/// For lists, and for what callbacks are called with.
static inline CURLcode vigie_curl_set_pointer(CURL *handle, CURLoption option, void *value) {
  return curl_easy_setopt(handle, option, value);
}

/// For the options that take such a function: of what was received, and of headers.
static inline CURLcode vigie_curl_set_receiver(CURL *handle, CURLoption option,
                                               curl_write_callback value) {
  return curl_easy_setopt(handle, option, value);
}

// curl_easy_getinfo stores through a variadic argument: the same.

static inline CURLcode vigie_curl_get_number(CURL *handle, CURLINFO info, long *value) {
  return curl_easy_getinfo(handle, info, value);
}
