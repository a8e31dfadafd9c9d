internal import COpenSSL

/// An `SSL_CTX` that a library's connections on one thread have in common, where the library would make
/// one for each.
///
/// To make one, OpenSSL 3 looks up every algorithm that it may have a use for, which takes it a fifth of
/// what a handshake takes, and 15 kB for as long as the connection lasts. Who makes contexts asks
/// ``next(_:)`` instead; what makes connections differ is said of the context before each.
@safe package final class SharedContext {
  private var context: OpaquePointer?
  private var objections = 0

  package init() {}

  deinit {
    guard let context = unsafe context else { return }
    if unsafe vigie_offered_context() == context { vigie_offer_context(nil) }
    unsafe SSL_CTX_free(context)
  }

  /// What `SSL_CTX_new` is to return.
  package static func next(_ method: OpaquePointer?) -> OpaquePointer? {
    if let offered = unsafe vigie_offered_context(), unsafe SSL_CTX_up_ref(offered) == 1 {
      return unsafe offered
    }
    return unsafe SSL_CTX_new(method)
  }

  /// Has a context that was made be the one, unless there is one. It must be fit for all connections
  /// that do not ``object()``.
  package func offer(_ context: OpaquePointer) {
    guard unsafe self.context == nil, unsafe SSL_CTX_up_ref(context) == 1 else { return }
    unsafe self.context = context
    if objections == 0 { unsafe vigie_offer_context(context) }
  }

  /// Has nobody be offered the context until ``consent()``: nobody can know whom a context is made for.
  package func object() {
    objections += 1
    vigie_offer_context(nil)
  }

  package func consent() {
    objections -= 1
    if objections == 0 { unsafe vigie_offer_context(context) }
  }
}
