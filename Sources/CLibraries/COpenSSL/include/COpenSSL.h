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

/// The versions that a connection may have, TLS1_VERSION and so on; `most` may be 0 for no limit. 0 when
/// OpenSSL does not know them. Macros.
static inline int vigie_limit_versions(SSL_CTX *context, int least, int most) {
  // The signatures of TLS 1.0 and 1.1 are too weak for every other level.
  if (least < TLS1_2_VERSION) SSL_CTX_set_security_level(context, 0);
  return SSL_CTX_set_min_proto_version(context, least) &&
         SSL_CTX_set_max_proto_version(context, most);
}

/// Has a context's connections be verified by the authorities of another one: a macro.
///
/// The context's own store stays what it is: libcurl changes that one after it has called back, and
/// would have the next context trust whom this one trusts.
static inline int vigie_lend_authorities(SSL_CTX *from, SSL_CTX *to) {
  return (int)SSL_CTX_set1_verify_cert_store(to, SSL_CTX_get_cert_store(from));
}

/// Has a context show the certificate, and have the key, that another one has, if any: the functions
/// for the certificates behind the first one are macros.
static inline void vigie_copy_identity(SSL_CTX *from, SSL_CTX *to) {
  X509 *certificate = SSL_CTX_get0_certificate(from);
  EVP_PKEY *key = SSL_CTX_get0_privatekey(from);
  if (!certificate || !key) return;
  STACK_OF(X509) *others = NULL;
  SSL_CTX_use_certificate(to, certificate);
  SSL_CTX_use_PrivateKey(to, key);
  SSL_CTX_get0_chain_certs(from, &others);
  SSL_CTX_set1_chain(to, others);
}

/// One of the names that a certificate is for; NULL where it is not a DNS name, which is part of a
/// union.
static inline const ASN1_STRING *vigie_dns_name(const GENERAL_NAMES *names, int index) {
  const GENERAL_NAME *name = sk_GENERAL_NAME_value(names, index);
  return name && name->type == GEN_DNS ? name->d.dNSName : NULL;
}

/// OPENSSL_free: a macro.
static inline void vigie_openssl_free(void *memory) { OPENSSL_free(memory); }

/// A number under which something can be kept with each thing of a class, negative when there is none.
/// `begin` is called when there is a new one, if there is such a function, and `forget` when one goes
/// away.
static inline int vigie_new_slot(int class_index, CRYPTO_EX_new *begin, CRYPTO_EX_free *forget) {
  return CRYPTO_get_ex_new_index(class_index, 0, NULL, begin, NULL, forget);
}

/// The context that this thread offers to who would make one; NULL when it offers none.
SSL_CTX *vigie_offered_context(void);
void vigie_offer_context(SSL_CTX *context);

/// Has a context's connections be for any name, until one is set.
static inline void vigie_forget_names(SSL_CTX *context) {
  X509_VERIFY_PARAM *parameters = SSL_CTX_get0_param(context);
  X509_VERIFY_PARAM_set1_host(parameters, NULL, 0);
  X509_VERIFY_PARAM_set1_ip(parameters, NULL, 0);
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
