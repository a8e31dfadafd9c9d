/// Debian's libpq and libcurl bring libldap and with it GnuTLS, which would parse its tables when the
/// process starts: 150 kB of its own memory, and a megabyte of the library's, for what only LDAP needs.
/// With this it waits until somebody asks for it.
///
/// The name is GnuTLS's own, for programs to define: those that link it export it.
@_cdecl("_gnutls_global_init_skip")
public func skipGnuTLS() -> CInt { 1 }
