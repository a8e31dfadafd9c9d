// What a server needs of OpenSSL that only C can say. Included by COpenSSL.h.
#ifndef VIGIE_OPENSSL_SERVER_H
#define VIGIE_OPENSSL_SERVER_H

/// A context of a server, whose sessions are kept by the clients alone.
static inline SSL_CTX *vigie_tls_server_context(void) {
  static const unsigned char name[] = "vigie";
  OPENSSL_init_ssl(OPENSSL_INIT_NO_ATEXIT, NULL);
  SSL_CTX *context = vigie_tls_context(TLS_server_method());
  if (!context) return NULL;
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_num_tickets(context, 1);
  // Without it a client that showed a certificate could not go on with its session.
  SSL_CTX_set_session_id_context(context, name, sizeof name - 1);
  return context;
}

static inline int vigie_set_curves(SSL_CTX *context, const char *names) {
  return (int)SSL_CTX_set1_groups_list(context, names);
}

static inline void vigie_prefer_server_ciphers(SSL_CTX *context) {
  SSL_CTX_set_options(context, SSL_OP_CIPHER_SERVER_PREFERENCE);
}

/// Shows the first certificate of a text in PEM format, and the others as those that lead to its
/// authority. 0 when it cannot be read.
static inline int vigie_use_certificates(SSL_CTX *context, BIO *text) {
  X509 *certificate = PEM_read_bio_X509(text, NULL, vigie_no_passphrase, NULL);
  if (!certificate) return 0;
  int result = SSL_CTX_use_certificate(context, certificate);
  X509_free(certificate);
  while (result == 1 && (certificate = PEM_read_bio_X509(text, NULL, vigie_no_passphrase, NULL))) {
    result = (int)SSL_CTX_add0_chain_cert(context, certificate);
    if (result != 1) X509_free(certificate);
  }
  // The end of the text is told as an error, too.
  if (result == 1 && ERR_GET_REASON(ERR_peek_last_error()) != PEM_R_NO_START_LINE) return 0;
  if (result == 1) ERR_clear_error();
  return result == 1;
}

static inline int vigie_use_key(SSL_CTX *context, BIO *text) {
  EVP_PKEY *key = PEM_read_bio_PrivateKey(text, NULL, vigie_no_passphrase, NULL);
  if (!key) return 0;
  int result = SSL_CTX_use_PrivateKey(context, key);
  EVP_PKEY_free(key);
  return result == 1;
}

/// Trusts the certificates of a text in PEM format, and names them to clients. 0 when there is none.
static inline int vigie_trust_certificates(SSL_CTX *context, BIO *text) {
  X509_STORE *store = SSL_CTX_get_cert_store(context);
  int count = 0;
  X509 *certificate;
  while ((certificate = PEM_read_bio_X509(text, NULL, vigie_no_passphrase, NULL))) {
    int result = X509_STORE_add_cert(store, certificate) && SSL_CTX_add_client_CA(context, certificate);
    X509_free(certificate);
    if (!result) return 0;
    count++;
  }
  if (count == 0 || ERR_GET_REASON(ERR_peek_last_error()) != PEM_R_NO_START_LINE) return 0;
  ERR_clear_error();
  return 1;
}

static inline GENERAL_NAMES *vigie_alternative_names(const X509 *certificate) {
  return (GENERAL_NAMES *)X509_get_ext_d2i(certificate, NID_subject_alt_name, NULL, NULL);
}

static inline int vigie_name_count(const GENERAL_NAMES *names) {
  return sk_GENERAL_NAME_num(names);
}

/// The text of a name, or the bytes of an address; NULL for names of other kinds.
static inline const unsigned char *vigie_name(const GENERAL_NAMES *names, int index, int *kind,
                                              int *count) {
  const GENERAL_NAME *name = sk_GENERAL_NAME_value(names, index);
  const ASN1_STRING *text = NULL;
  *kind = name->type;
  if (name->type == GEN_DNS || name->type == GEN_EMAIL || name->type == GEN_URI) text = name->d.ia5;
  if (name->type == GEN_IPADD) text = name->d.iPAddress;
  if (!text) return NULL;
  *count = ASN1_STRING_length(text);
  return ASN1_STRING_get0_data(text);
}

#endif
