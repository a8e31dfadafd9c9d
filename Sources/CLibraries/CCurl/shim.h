// System headers that libcurl includes: their types must remain those of Swift's Glibc module.
#pragma clang module import SwiftGlibc
// Handles are then pointers to types of their own, which Swift tells from other pointers.
#define CURL_STRICTER
#include <curl/curl.h>

/// Whether libcurl was built with a feature, such as CURL_VERSION_BROTLI: the version of what it tells is a
/// macro.
static inline int vigie_curl_has(int feature) {
  return (curl_version_info(CURLVERSION_NOW)->features & feature) != 0;
}

// curl_easy_setopt and its kind take their value as a variadic argument, which Swift cannot pass:
// there is a function for each type of value here.

static inline CURLcode vigie_curl_set_number(CURL *handle, CURLoption option, long value) {
  return curl_easy_setopt(handle, option, value);
}

static inline CURLcode vigie_curl_set_size(CURL *handle, CURLoption option, curl_off_t value) {
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

static inline CURLcode vigie_curl_set_ssl_context_function(CURL *handle,
                                                           curl_ssl_ctx_callback value) {
  return curl_easy_setopt(handle, CURLOPT_SSL_CTX_FUNCTION, value);
}

// curl_easy_getinfo stores through a variadic argument: the same.

static inline CURLcode vigie_curl_get_number(CURL *handle, CURLINFO info, long *value) {
  return curl_easy_getinfo(handle, info, value);
}

static inline CURLcode vigie_curl_get_size(CURL *handle, CURLINFO info, curl_off_t *value) {
  return curl_easy_getinfo(handle, info, value);
}

static inline CURLcode vigie_curl_get_list(CURL *handle, CURLINFO info,
                                           struct curl_slist **value) {
  return curl_easy_getinfo(handle, info, value);
}

/// Has a function told which sockets to wait for, and another one for how long: variadic too.
static inline void vigie_curl_drive(CURLM *multi, curl_socket_callback watch,
                                    curl_multi_timer_callback schedule, void *driver) {
  curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, watch);
  curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, driver);
  curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, schedule);
  curl_multi_setopt(multi, CURLMOPT_TIMERDATA, driver);
}
