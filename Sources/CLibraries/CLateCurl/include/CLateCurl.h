// libcurl, opened when it is first needed.
#ifndef VIGIE_CLATECURL_H
#define VIGIE_CLATECURL_H

// System headers that libcurl includes: their types must remain those of Swift's Glibc module.
#ifdef __swift__
#pragma clang module import SwiftGlibc
#endif
#include "functions.h"

VIGIE_CURL_FUNCTIONS(VIGIE_LATE_RENAME)
// Handles are then pointers to types of their own, which Swift tells from other pointers.
#define CURL_STRICTER
#include <curl/curl.h>

/// Opens libcurl: NULL, or why it is not to be had.
const char *vigie_open_libcurl(void);

// curl_easy_setopt and curl_easy_getinfo take their value as a variadic argument, which Swift cannot
// pass: there is a function for each type of value here.

static inline CURLcode vigie_curl_set_number(CURL *handle, CURLoption option, long value) {
  return curl_easy_setopt(handle, option, value);
}

static inline CURLcode vigie_curl_set_text(CURL *handle, CURLoption option, const char *value) {
  return curl_easy_setopt(handle, option, value);
}

/// For what callbacks are called with.
static inline CURLcode vigie_curl_set_pointer(CURL *handle, CURLoption option, void *value) {
  return curl_easy_setopt(handle, option, value);
}

/// For the options that take such a function: of what was received, and of headers.
static inline CURLcode vigie_curl_set_receiver(CURL *handle, CURLoption option,
                                               curl_write_callback value) {
  return curl_easy_setopt(handle, option, value);
}

static inline CURLcode vigie_curl_get_number(CURL *handle, CURLINFO info, long *value) {
  return curl_easy_getinfo(handle, info, value);
}

#endif
