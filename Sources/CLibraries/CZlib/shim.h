// zlib.h includes system headers: their types must remain those of Swift's Glibc module, or Swift
// asks for an import of this module wherever they are used.
#pragma clang module import SwiftGlibc
#include <zlib.h>

// deflateInit2 is a macro, which Swift cannot call.
static inline int vigie_deflate_init(z_stream *stream, int level, int window_bits, int memory_level) {
  return deflateInit2(stream, level, Z_DEFLATED, window_bits, memory_level, Z_DEFAULT_STRATEGY);
}

static inline int vigie_inflate_init(z_stream *stream, int window_bits) {
  return inflateInit2(stream, window_bits);
}
