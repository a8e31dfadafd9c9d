// System headers that libpq includes: their types must remain those of Swift's Glibc module.
#pragma clang module import SwiftGlibc
#include <postgresql/libpq-fe.h>
#include <sys/ioctl.h>

// From libpq 17 on; where it is missing its address is null.
extern int PQsendPipelineSync(PGconn *connection) __attribute__((weak));

/// Ends what one error costs. libpq 17 puts off sending it, older ones send it at once.
static inline int vigie_pipeline_sync(PGconn *connection) {
  return PQsendPipelineSync ? PQsendPipelineSync(connection) : PQpipelineSync(connection);
}

/// Bytes that a socket has received and nobody has read: ioctl, which is variadic.
static inline int vigie_unread_bytes(int socket) {
  int count = 0;
  return ioctl(socket, FIONREAD, &count) == 0 ? count : 0;
}
