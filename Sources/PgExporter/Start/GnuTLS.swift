/// Debian's libpq brings libldap and with it GnuTLS, which would parse its tables when the process
/// starts: 150 kB for what only a login by LDAP needs. With this it waits until libldap asks for it.
///
/// The name is GnuTLS's own, for programs to define.
@_cdecl("_gnutls_global_init_skip")
public func skipGnuTLS() -> CInt { 1 }
