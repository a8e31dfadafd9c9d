// System headers that OpenSSL includes: their types must remain those of Swift's Glibc module.
#ifdef __swift__
#pragma clang module import SwiftGlibc
#endif
#include "functions.h"

VIGIE_OPENSSL_FUNCTIONS(VIGIE_LATE_RENAME)
#include <errno.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <stdint.h>
#include <sys/socket.h>

/// Opens libssl and libcrypto: NULL, or why they are not to be had.
const char *vigie_open_libssl(void);

/// Nobody is asked for a passphrase: OpenSSL's own function would wait for one at the terminal.
static inline int vigie_no_passphrase(char *buffer, int size, int writing, void *data) {
  (void)buffer, (void)size, (void)writing, (void)data;
  return -1;
}

/// A context for one side of TLS 1.2 and later; NULL when there is none to be had.
///
/// The functions that take a version, modes and options are macros, and so are the options.
static inline SSL_CTX *vigie_tls_context(const SSL_METHOD *method) {
  SSL_CTX *context = SSL_CTX_new(method);
  if (!context) return NULL;
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                SSL_MODE_RELEASE_BUFFERS);
  // One record at a time: a server that sends nothing but session tickets would keep a call busy
  // for ever, where its caller looks at a deadline between two calls.
  SSL_CTX_clear_mode(context, SSL_MODE_AUTO_RETRY);
  SSL_CTX_set_default_passwd_cb(context, vigie_no_passphrase);
  return context;
}

static inline SSL_CTX *vigie_tls_client_context(void) {
  // Other threads may be inside OpenSSL when the process ends: it must not tidy up under them.
  OPENSSL_init_ssl(OPENSSL_INIT_NO_ATEXIT, NULL);
  return vigie_tls_context(TLS_client_method());
}

/// The name for the server to choose its certificate by: a macro.
static inline int vigie_set_server_name(SSL *connection, const char *name) {
  return (int)SSL_set_tlsext_host_name(connection, name);
}

static inline int vigie_socket_read(BIO *bio, char *buffer, int size) {
  ssize_t count = recv((int)(intptr_t)BIO_get_data(bio), buffer, (size_t)size, 0);
  BIO_clear_retry_flags(bio);
  if (count < 0 && (errno == EAGAIN || errno == EINTR)) BIO_set_retry_read(bio);
  // What tells the end of the connection from its failure.
  if (count == 0) errno = 0;
  return (int)count;
}

static inline int vigie_socket_write(BIO *bio, const char *bytes, int size) {
  ssize_t count = send((int)(intptr_t)BIO_get_data(bio), bytes, (size_t)size, MSG_NOSIGNAL);
  BIO_clear_retry_flags(bio);
  if (count < 0 && (errno == EAGAIN || errno == EINTR)) BIO_set_retry_write(bio);
  return (int)count;
}

static inline long vigie_socket_control(BIO *bio, int command, long number, void *pointer) {
  (void)bio, (void)number, (void)pointer;
  return command == BIO_CTRL_FLUSH;
}

/// How bytes get to a socket and from it. OpenSSL's own way is `write`, which raises SIGPIPE when
/// the reader is gone. NULL when there is no memory.
static inline BIO_METHOD *vigie_socket_method(void) {
  BIO_METHOD *method = BIO_meth_new(BIO_TYPE_SOURCE_SINK, "socket without SIGPIPE");
  if (!method) return NULL;
  BIO_meth_set_read(method, vigie_socket_read);
  BIO_meth_set_write(method, vigie_socket_write);
  BIO_meth_set_ctrl(method, vigie_socket_control);
  return method;
}

/// Has a connection read and write a socket, which stays the caller's. 0 when there is no memory.
///
/// `method` must live as long as the connection.
static inline int vigie_use_socket(SSL *connection, const BIO_METHOD *method, int socket) {
  BIO *bio = BIO_new(method);
  if (!bio) return 0;
  BIO_set_data(bio, (void *)(intptr_t)socket);
  SSL_set_bio(connection, bio, bio);
  return 1;
}

#include "server.h"
