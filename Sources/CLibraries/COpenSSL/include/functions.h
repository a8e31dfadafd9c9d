// What is used of libssl and libcrypto: see CLate.
#ifndef VIGIE_OPENSSL_FUNCTIONS_H
#define VIGIE_OPENSSL_FUNCTIONS_H

#include <CLate.h>

#define VIGIE_OPENSSL_FUNCTIONS(LATE) \
  LATE(const unsigned char *, ASN1_STRING_get0_data, (const ASN1_STRING *a), (a)) \
  LATE(int, ASN1_STRING_length, (const ASN1_STRING *a), (a)) \
  LATE(int, ASN1_STRING_to_UTF8, (unsigned char **a, const ASN1_STRING *b), (a, b)) \
  LATE(int, ASN1_TIME_to_tm, (const ASN1_TIME *a, struct tm *b), (a, b)) \
  LATE(void, BIO_clear_flags, (BIO *a, int b), (a, b)) \
  LATE(int, BIO_free, (BIO *a), (a)) \
  LATE(void *, BIO_get_data, (BIO *a), (a)) \
  LATE(void, BIO_meth_free, (BIO_METHOD *a), (a)) \
  LATE(BIO_METHOD *, BIO_meth_new, (int a, const char *b), (a, b)) \
  LATE(int, BIO_meth_set_ctrl, (BIO_METHOD *a, long (*b)(BIO *, int, long, void *)), (a, b)) \
  LATE(int, BIO_meth_set_read, (BIO_METHOD *a, int (*b)(BIO *, char *, int)), (a, b)) \
  LATE(int, BIO_meth_set_write, (BIO_METHOD *a, int (*b)(BIO *, const char *, int)), (a, b)) \
  LATE(BIO *, BIO_new, (const BIO_METHOD *a), (a)) \
  LATE(BIO *, BIO_new_file, (const char *a, const char *b), (a, b)) \
  LATE(BIO *, BIO_new_mem_buf, (const void *a, int b), (a, b)) \
  LATE(void, BIO_set_data, (BIO *a, void *b), (a, b)) \
  LATE(void, BIO_set_flags, (BIO *a, int b), (a, b)) \
  LATE(void, CRYPTO_free, (void *a, const char *b, int c), (a, b, c)) \
  LATE(int, CRYPTO_get_ex_new_index, (int a, long b, void *c, CRYPTO_EX_new *d, CRYPTO_EX_dup *e, CRYPTO_EX_free *f), (a, b, c, d, e, f)) \
  LATE(int, CRYPTO_set_ex_data, (CRYPTO_EX_DATA *a, int b, void *c), (a, b, c)) \
  LATE(void, ERR_clear_error, (void), ()) \
  LATE(unsigned long, ERR_get_error, (void), ()) \
  LATE(unsigned long, ERR_peek_last_error, (void), ()) \
  LATE(const char *, ERR_reason_error_string, (unsigned long a), (a)) \
  LATE(void, EVP_PKEY_free, (EVP_PKEY *a), (a)) \
  LATE(const EVP_MD *, EVP_sha256, (void), ()) \
  LATE(void, GENERAL_NAMES_free, (GENERAL_NAMES *a), (a)) \
  LATE(int, OBJ_obj2txt, (char *a, int b, const ASN1_OBJECT *c, int d), (a, b, c, d)) \
  LATE(int, OPENSSL_init_ssl, (uint64_t a, const OPENSSL_INIT_SETTINGS *b), (a, b)) \
  LATE(int, OPENSSL_sk_num, (const OPENSSL_STACK *a), (a)) \
  LATE(void *, OPENSSL_sk_value, (const OPENSSL_STACK *a, int b), (a, b)) \
  LATE(EVP_PKEY *, PEM_read_bio_PrivateKey, (BIO *a, EVP_PKEY **b, pem_password_cb *c, void *d), (a, b, c, d)) \
  LATE(X509 *, PEM_read_bio_X509, (BIO *a, X509 **b, pem_password_cb *c, void *d), (a, b, c, d)) \
  LATE(const char *, SSL_CIPHER_standard_name, (const SSL_CIPHER *a), (a)) \
  LATE(int, SSL_CTX_add_client_CA, (SSL_CTX *a, X509 *b), (a, b)) \
  LATE(int, SSL_CTX_check_private_key, (const SSL_CTX *a), (a)) \
  LATE(long, SSL_CTX_ctrl, (SSL_CTX *a, int b, long c, void *d), (a, b, c, d)) \
  LATE(void, SSL_CTX_free, (SSL_CTX *a), (a)) \
  LATE(X509 *, SSL_CTX_get0_certificate, (const SSL_CTX *a), (a)) \
  LATE(X509_VERIFY_PARAM *, SSL_CTX_get0_param, (SSL_CTX *a), (a)) \
  LATE(EVP_PKEY *, SSL_CTX_get0_privatekey, (const SSL_CTX *a), (a)) \
  LATE(X509_STORE *, SSL_CTX_get_cert_store, (const SSL_CTX *a), (a)) \
  LATE(void *, SSL_CTX_get_ex_data, (const SSL_CTX *a, int b), (a, b)) \
  LATE(int, SSL_CTX_get_verify_mode, (const SSL_CTX *a), (a)) \
  LATE(int, SSL_CTX_load_verify_locations, (SSL_CTX *a, const char *b, const char *c), (a, b, c)) \
  LATE(SSL_CTX *, SSL_CTX_new, (const SSL_METHOD *a), (a)) \
  LATE(void, SSL_CTX_set1_cert_store, (SSL_CTX *a, X509_STORE *b), (a, b)) \
  LATE(void, SSL_CTX_set_cert_verify_callback, (SSL_CTX *a, int (*b)(X509_STORE_CTX *, void *), void *c), (a, b, c)) \
  LATE(int, SSL_CTX_set_cipher_list, (SSL_CTX *a, const char *b), (a, b)) \
  LATE(void, SSL_CTX_set_default_passwd_cb, (SSL_CTX *a, pem_password_cb *b), (a, b)) \
  LATE(int, SSL_CTX_set_default_verify_paths, (SSL_CTX *a), (a)) \
  LATE(int, SSL_CTX_set_ex_data, (SSL_CTX *a, int b, void *c), (a, b, c)) \
  LATE(int, SSL_CTX_set_num_tickets, (SSL_CTX *a, size_t b), (a, b)) \
  LATE(uint64_t, SSL_CTX_set_options, (SSL_CTX *a, uint64_t b), (a, b)) \
  LATE(void, SSL_CTX_set_security_level, (SSL_CTX *a, int b), (a, b)) \
  LATE(int, SSL_CTX_set_session_id_context, (SSL_CTX *a, const unsigned char *b, unsigned int c), (a, b, c)) \
  LATE(void, SSL_CTX_set_verify, (SSL_CTX *a, int b, SSL_verify_cb c), (a, b, c)) \
  LATE(int, SSL_CTX_up_ref, (SSL_CTX *a), (a)) \
  LATE(int, SSL_CTX_use_PrivateKey, (SSL_CTX *a, EVP_PKEY *b), (a, b)) \
  LATE(int, SSL_CTX_use_PrivateKey_file, (SSL_CTX *a, const char *b, int c), (a, b, c)) \
  LATE(int, SSL_CTX_use_certificate, (SSL_CTX *a, X509 *b), (a, b)) \
  LATE(int, SSL_CTX_use_certificate_chain_file, (SSL_CTX *a, const char *b), (a, b)) \
  LATE(long, SSL_ctrl, (SSL *a, int b, long c, void *d), (a, b, c, d)) \
  LATE(int, SSL_do_handshake, (SSL *a), (a)) \
  LATE(void, SSL_free, (SSL *a), (a)) \
  LATE(X509_VERIFY_PARAM *, SSL_get0_param, (SSL *a), (a)) \
  LATE(SSL_CTX *, SSL_get_SSL_CTX, (const SSL *a), (a)) \
  LATE(const SSL_CIPHER *, SSL_get_current_cipher, (const SSL *a), (a)) \
  LATE(int, SSL_get_error, (const SSL *a, int b), (a, b)) \
  LATE(void *, SSL_get_ex_data, (const SSL *a, int b), (a, b)) \
  LATE(int, SSL_get_ex_data_X509_STORE_CTX_idx, (void), ()) \
  LATE(OSSL_HANDSHAKE_STATE, SSL_get_state, (const SSL *a), (a)) \
  LATE(int, SSL_get_verify_mode, (const SSL *a), (a)) \
  LATE(long, SSL_get_verify_result, (const SSL *a), (a)) \
  LATE(int, SSL_is_init_finished, (const SSL *a), (a)) \
  LATE(SSL *, SSL_new, (SSL_CTX *a), (a)) \
  LATE(int, SSL_pending, (const SSL *a), (a)) \
  LATE(int, SSL_read_ex, (SSL *a, void *b, size_t c, size_t *d), (a, b, c, d)) \
  LATE(int, SSL_set1_host, (SSL *a, const char *b), (a, b)) \
  LATE(void, SSL_set_accept_state, (SSL *a), (a)) \
  LATE(void, SSL_set_bio, (SSL *a, BIO *b, BIO *c), (a, b, c)) \
  LATE(void, SSL_set_connect_state, (SSL *a), (a)) \
  LATE(int, SSL_set_ex_data, (SSL *a, int b, void *c), (a, b, c)) \
  LATE(void, SSL_set_hostflags, (SSL *a, unsigned int b), (a, b)) \
  LATE(int, SSL_shutdown, (SSL *a), (a)) \
  LATE(int, SSL_version, (const SSL *a), (a)) \
  LATE(int, SSL_write_ex, (SSL *a, const void *b, size_t c, size_t *d), (a, b, c, d)) \
  LATE(const SSL_METHOD *, TLS_client_method, (void), ()) \
  LATE(const SSL_METHOD *, TLS_server_method, (void), ()) \
  LATE(ASN1_STRING *, X509_NAME_ENTRY_get_data, (const X509_NAME_ENTRY *a), (a)) \
  LATE(ASN1_OBJECT *, X509_NAME_ENTRY_get_object, (const X509_NAME_ENTRY *a), (a)) \
  LATE(int, X509_NAME_entry_count, (const X509_NAME *a), (a)) \
  LATE(X509_NAME_ENTRY *, X509_NAME_get_entry, (const X509_NAME *a, int b), (a, b)) \
  LATE(X509 *, X509_STORE_CTX_get0_cert, (const X509_STORE_CTX *a), (a)) \
  LATE(struct stack_st_X509 *, X509_STORE_CTX_get0_chain, (const X509_STORE_CTX *a), (a)) \
  LATE(struct stack_st_X509 *, X509_STORE_CTX_get0_untrusted, (const X509_STORE_CTX *a), (a)) \
  LATE(int, X509_STORE_CTX_get_error, (const X509_STORE_CTX *a), (a)) \
  LATE(int, X509_STORE_CTX_get_error_depth, (const X509_STORE_CTX *a), (a)) \
  LATE(void *, X509_STORE_CTX_get_ex_data, (const X509_STORE_CTX *a, int b), (a, b)) \
  LATE(void, X509_STORE_CTX_set_error, (X509_STORE_CTX *a, int b), (a, b)) \
  LATE(int, X509_STORE_add_cert, (X509_STORE *a, X509 *b), (a, b)) \
  LATE(int, X509_VERIFY_PARAM_set1_host, (X509_VERIFY_PARAM *a, const char *b, size_t c), (a, b, c)) \
  LATE(int, X509_VERIFY_PARAM_set1_ip, (X509_VERIFY_PARAM *a, const unsigned char *b, size_t c), (a, b, c)) \
  LATE(int, X509_VERIFY_PARAM_set1_ip_asc, (X509_VERIFY_PARAM *a, const char *b), (a, b)) \
  LATE(int, X509_VERIFY_PARAM_set_flags, (X509_VERIFY_PARAM *a, unsigned long b), (a, b)) \
  LATE(void, X509_VERIFY_PARAM_set_hostflags, (X509_VERIFY_PARAM *a, unsigned int b), (a, b)) \
  LATE(int, X509_digest, (const X509 *a, const EVP_MD *b, unsigned char *c, unsigned int *d), (a, b, c, d)) \
  LATE(void, X509_free, (X509 *a), (a)) \
  LATE(int, X509_up_ref, (X509 *a), (a)) \
  LATE(X509 *, d2i_X509, (X509 **a, const unsigned char **b, long c), (a, b, c)) \
  LATE(const ASN1_TIME *, X509_get0_notAfter, (const X509 *a), (a)) \
  LATE(const ASN1_INTEGER *, X509_get0_serialNumber, (const X509 *a), (a)) \
  LATE(const char *, X509_get_default_cert_file, (void), ()) \
  LATE(const char *, X509_get_default_cert_file_env, (void), ()) \
  LATE(void *, X509_get_ext_d2i, (const X509 *a, int b, int *c, int *d), (a, b, c, d)) \
  LATE(X509_NAME *, X509_get_issuer_name, (const X509 *a), (a)) \
  LATE(X509_NAME *, X509_get_subject_name, (const X509 *a), (a)) \
  LATE(int, X509_verify_cert, (X509_STORE_CTX *a), (a)) \
  LATE(const char *, X509_verify_cert_error_string, (long a), (a))

#endif
