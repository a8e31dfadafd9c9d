import Shared
import TLS

extension TLSSettings {
  /// For connections whose server is to be who it says.
  var clientOptions: TLSClientOptions {
    var options = TLSClientOptions(
      authorityFile: authorityFile, certificateFile: certificateFile, keyFile: keyFile,
      serverName: serverName, skipsVerification: skipsVerification)
    options.minVersion = minVersion?.tlsVersion
    options.maxVersion = maxVersion?.tlsVersion
    options.trustsIntermediates = true
    return options
  }
}

extension TLSSettings.Version {
  fileprivate var tlsVersion: TLSVersion {
    switch self {
    case .tls10: .tls10
    case .tls11: .tls11
    case .tls12: .tls12
    case .tls13: .tls13
    }
  }
}

/// The contexts of a loop's TLS connections, one for all that are to be made alike.
///
/// To read the system's authorities takes 15 ms, in which the loop stands still: it is done once, and
/// again when their file has changed.
final class TLSContexts {
  /// More than a configuration has; reloads leave old ones behind.
  private static let capacity = 64

  private var contexts: [TLSClientContext] = []

  /// - Throws: `configuration`, with the file that is wrong.
  func context(for settings: TLSSettings) throws(ProbeFailure) -> TLSClientContext {
    let options = settings.clientOptions
    let known = contexts.firstIndex { $0.options == options }
    if let known, !contexts[known].isOutdated() { return contexts[known] }
    do throws(TLSError) {
      let context = try TLSClientContext(options)
      if let known {
        contexts[known] = context
      } else {
        if contexts.count >= Self.capacity { contexts.removeFirst() }
        contexts.append(context)
      }
      return context
    } catch {
      // A file may be half renewed; the one that was good still is until it is.
      if let known { return contexts[known] }
      throw ProbeFailure(.configuration, OneLine.cut(error.description))
    }
  }
}

extension EventLoop {
  /// The loop's own contexts.
  var tlsContexts: TLSContexts { belonging { _ in TLSContexts() } }
}
