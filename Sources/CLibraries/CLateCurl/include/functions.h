// What is used of libcurl: see CLate.
#ifndef VIGIE_CURL_FUNCTIONS_H
#define VIGIE_CURL_FUNCTIONS_H

#include <CLate.h>

#define VIGIE_CURL_FUNCTIONS(LATE) \
  LATE(void, curl_easy_cleanup, (CURL *a), (a)) \
  LATE(CURLcode, curl_easy_getinfo, (CURL *a, CURLINFO b, ...), (a, b, VIGIE_VARIADIC(b))) \
  LATE(CURL *, curl_easy_init, (void), ()) \
  LATE(CURLcode, curl_easy_setopt, (CURL *a, CURLoption b, ...), (a, b, VIGIE_VARIADIC(b))) \
  LATE(const char *, curl_easy_strerror, (CURLcode a), (a)) \
  LATE(CURLcode, curl_global_init, (long a), (a)) \
  LATE(CURLMcode, curl_multi_add_handle, (CURLM *a, CURL *b), (a, b)) \
  LATE(CURLMcode, curl_multi_cleanup, (CURLM *a), (a)) \
  LATE(CURLMsg *, curl_multi_info_read, (CURLM *a, int *b), (a, b)) \
  LATE(CURLM *, curl_multi_init, (void), ()) \
  LATE(CURLMcode, curl_multi_perform, (CURLM *a, int *b), (a, b)) \
  LATE(CURLMcode, curl_multi_poll, (CURLM *a, struct curl_waitfd *b, unsigned int c, int d, int *e), (a, b, c, d, e)) \
  LATE(CURLMcode, curl_multi_remove_handle, (CURLM *a, CURL *b), (a, b)) \
  LATE(CURLMcode, curl_multi_wakeup, (CURLM *a), (a))

#endif
