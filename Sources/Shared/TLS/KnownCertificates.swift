internal import COpenSSL
internal import Glibc
internal import Synchronization

/// Certificates that servers have shown, to be taken instead of reading the same bytes again.
///
/// A handshake begins with the server's certificates, mostly those of the handshake before. To read
/// one, OpenSSL 3 tries a decoder for each kind of key, which is a third of what a handshake takes a
/// client. What is kept is only what the bytes say: signatures, names and dates are checked in each
/// handshake.
@safe package final class KnownCertificates: Sendable {
  /// Those of the process.
  package static let shared = KnownCertificates()

  /// More than a site and its authorities have; of any more the oldest is forgotten.
  static let limit = 64
  /// Longer ones are read each time. Bytes.
  static let longest = 16 << 10

  @safe private struct Entry: @unchecked Sendable {
    let bytes: [UInt8]
    /// A reference of its own. OpenSSL's certificates may be used by several threads.
    let certificate: OpaquePointer
    let description: Certificate
  }

  private struct State {
    var entries: [Entry] = []
    /// Which is the oldest, once there are as many as there may be.
    var oldest = 0
  }

  private let state = Mutex(State())

  init() {}

  deinit {
    state.withLock { state in
      for entry in state.entries { unsafe X509_free(entry.certificate) }
    }
  }

  /// How many are kept.
  package var count: Int { state.withLock { $0.entries.count } }

  /// What `d2i_X509` is to do: reads a certificate of `length` bytes and moves the pointer to them
  /// behind it.
  ///
  /// - Parameters:
  ///   - slot: Where the certificate goes. One that is there already, as in a handshake a new and
  ///     empty one, makes way for the known one; without it somebody else reads, who may go on to
  ///     change what he gets.
  ///   - bytes: Where the bytes are.
  package func read(
    _ slot: UnsafeMutablePointer<OpaquePointer?>?,
    _ bytes: UnsafeMutablePointer<UnsafePointer<UInt8>?>?, _ length: Int
  ) -> OpaquePointer? {
    guard let slot = unsafe slot, let empty = unsafe slot.pointee, let bytes = unsafe bytes,
      let start = unsafe bytes.pointee, 0 < length, length <= Self.longest
    else { return unsafe d2i_X509(slot, bytes, length) }
    let text = unsafe UnsafeRawBufferPointer(start: start, count: length)
    if let known = unsafe find(text) {
      unsafe X509_free(empty)
      unsafe slot.pointee = known
      unsafe bytes.pointee = start + length
      return unsafe known
    }
    guard let certificate = unsafe d2i_X509(slot, bytes, length) else { return nil }
    if unsafe bytes.pointee == start + length { unsafe keep(certificate, text) }
    return unsafe certificate
  }

  /// What a certificate says, which is not spelled out again where it is known.
  ///
  /// - Parameter certificate: An `X509`.
  func description(of certificate: OpaquePointer) -> Certificate {
    let known = state.withLock { state in
      state.entries.first { unsafe $0.certificate == certificate }?.description
    }
    return unsafe known ?? Certificate(certificate)
  }

  /// A reference to what was read of these bytes before.
  private func find(_ text: UnsafeRawBufferPointer) -> OpaquePointer? {
    unsafe state.withLock { state in
      for entry in state.entries {
        let isSame = unsafe entry.bytes.withUnsafeBytes {
          unsafe $0.count == text.count
            && memcmp($0.baseAddress!, text.baseAddress!, text.count) == 0
        }
        if isSame, unsafe X509_up_ref(entry.certificate) == 1 {
          return unsafe Sent(entry.certificate)
        }
      }
      return unsafe Sent(nil)
    }.pointer
  }

  private func keep(_ certificate: OpaquePointer, _ text: UnsafeRawBufferPointer) {
    guard unsafe X509_up_ref(certificate) == 1 else { return }
    let entry = unsafe Entry(
      bytes: [UInt8](text), certificate: certificate, description: Certificate(certificate))
    let forgotten: Sent = state.withLock { state in
      guard state.entries.count == Self.limit else {
        state.entries.append(entry)
        return unsafe Sent(nil)
      }
      let old = unsafe Sent(state.entries[state.oldest].certificate)
      state.entries[state.oldest] = entry
      state.oldest = (state.oldest + 1) % Self.limit
      return old
    }
    unsafe X509_free(forgotten.pointer)
  }

  /// A pointer on its way out of the lock.
  @safe private struct Sent: @unchecked Sendable {
    let pointer: OpaquePointer?
    init(_ pointer: OpaquePointer?) { unsafe self.pointer = pointer }
  }
}
