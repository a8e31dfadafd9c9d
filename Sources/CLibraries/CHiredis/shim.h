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

/// The most elements of one array.
enum { vigie_longest_array = 1 << 18 };

/// Behind a task is what its reader was given as private data: hiredis's own functions.
static inline void *vigie_create_limited_array(const redisReadTask *task, vigie_element_count count) {
  const redisReplyObjectFunctions *own = (const redisReplyObjectFunctions *)task->privdata;
  return count > vigie_longest_array ? NULL : own->createArray(task, count);
}

/// A reader of RESP with that limit; NULL when there is no memory.
///
/// `functions` is filled, and must live as long as the reader.
static inline redisReader *vigie_reader_create(redisReplyObjectFunctions *functions) {
  redisReader *reader = redisReaderCreate();
  if (!reader) return NULL;
  *functions = *reader->fn;
  functions->createArray = vigie_create_limited_array;
  reader->privdata = (void *)reader->fn;
  reader->fn = functions;
  return reader;
}
