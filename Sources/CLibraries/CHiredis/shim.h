// System headers that hiredis includes: their types must remain those of Swift's Glibc module.
#pragma clang module import SwiftGlibc
#include <hiredis/hiredis.h>

// hiredis reserves memory for as many elements as an array's header says, whoever sent it: for
// `*2147483647` that is 16 GB. How an array is made is replaced by a function that knows a limit;
// since hiredis 1.0 the count has another type.
#if HIREDIS_MAJOR >= 1
typedef size_t vigie_element_count;
#else
typedef int vigie_element_count;
#endif

static redisReplyObjectFunctions vigie_reply_functions;
static void *(*vigie_create_array)(const redisReadTask *, vigie_element_count);

/// The most elements of one array.
enum { vigie_longest_array = 1 << 18 };

static inline void *vigie_create_limited_array(const redisReadTask *task, vigie_element_count count) {
  return count > vigie_longest_array ? NULL : vigie_create_array(task, count);
}

/// To be called once, before there are threads.
static inline void vigie_limit_arrays(void) {
  redisReader *reader = redisReaderCreate();
  if (!reader) return;
  vigie_reply_functions = *reader->fn;
  vigie_create_array = reader->fn->createArray;
  vigie_reply_functions.createArray = vigie_create_limited_array;
  redisReaderFree(reader);
}

/// A reader of RESP with that limit; NULL when there is no memory.
static inline redisReader *vigie_reader_create(void) {
  redisReader *reader = redisReaderCreate();
  if (reader && vigie_create_array) reader->fn = &vigie_reply_functions;
  return reader;
}
