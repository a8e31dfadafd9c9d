import CCurl
import Glibc
import Shared
import TLS

extension HTTPTransfer {
  /// Why a transfer that ended so has no answer to look at; `nil` when it has.
  ///
  /// - Parameter code: What libcurl says of it; `nil` when its time was over.
  func failure(_ code: CURLcode?) -> ProbeFailure? {
    switch stop {
    case .redirect: return nil
    case .bodyTooLarge:
      return ProbeFailure(.size, "the body is larger than the limit of \(bodyLimit) bytes")
    case .headTooLarge: return ProbeFailure(.size, "the answer's headers have no end")
    case .deadline: return timeout
    case nil: break
    }
    guard let code else { return timeout }
    switch code {
    case CURLE_OK: return nil
    case CURLE_OPERATION_TIMEDOUT: return timeout
    case CURLE_COULDNT_CONNECT, CURLE_INTERFACE_FAILED: return notConnected(code)
    case CURLE_GOT_NOTHING:
      return ProbeFailure(.reset, "the connection was ended before there was an answer")
    case CURLE_RECV_ERROR, CURLE_SEND_ERROR:
      if handle.number(CURLINFO_HTTP_CONNECTCODE) >= 300 {
        return failure(.unreachable, "the proxy does not let it through", code)
      }
      return failure(.reset, "the connection broke", code)
    case CURLE_PARTIAL_FILE:
      return ProbeFailure(.reset, "the connection was ended before the body was complete")
    case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CIPHER:
      return tlsFailure(code)
    case CURLE_SSL_CERTPROBLEM: return failure(.configuration, "TLS is not possible", code)
    case CURLE_BAD_CONTENT_ENCODING, CURLE_WRITE_ERROR:
      return failure(.body, "the body cannot be unpacked", code)
    case CURLE_PROXY: return failure(.unreachable, "the proxy does not let it through", code)
    case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY:
      return failure(.dns, "the name was not found", code)
    case CURLE_OUT_OF_MEMORY, CURLE_FAILED_INIT:
      return failure(.local, "this machine cannot", code)
    case CURLE_URL_MALFORMAT: return failure(.configuration, "the URL is of no use", code)
    default: return failure(.protocol, "the answer is not HTTP", code)
    }
  }

  private func failure(
    _ reason: FailureReason, _ words: String, _ code: CURLcode
  ) -> ProbeFailure {
    ProbeFailure(
      reason, OneLine.cut("\(words): \(complaint ?? handle.complaint ?? Curl.words(code))"))
  }

  private func tlsFailure(_ code: CURLcode) -> ProbeFailure {
    if case .refused(let refusal, let words) = witness?.chain.verification {
      return ProbeFailure(FailureReason(refusal), "the server's certificate is refused: \(words)")
    }
    // libcurl has the same code for all that may happen before TLS is agreed on.
    let words = handle.complaint ?? ""
    let isEnd = ["SSL_ERROR_SYSCALL", "reset by peer", "unexpected eof", "Broken pipe"]
      .contains { words.contains($0) }
    return isEnd
      ? failure(.reset, "the connection was ended before TLS was agreed on", code)
      : failure(.tls, "TLS failed", code)
  }

  /// What had not come when time was over.
  private var timeout: ProbeFailure {
    let missing =
      if handle.span(CURLINFO_CONNECT_TIME_T) == .zero {
        "the connection was not taken"
      } else if handle.span(CURLINFO_PRETRANSFER_TIME_T) == .zero {
        "TLS was not agreed on"
      } else if answer == nil {
        "no answer came"
      } else {
        "the body was not complete"
      }
    return ProbeFailure(.timeout, "\(missing) in time")
  }

  private func notConnected(_ code: CURLcode) -> ProbeFailure {
    let number = CInt(truncatingIfNeeded: handle.number(CURLINFO_OS_ERRNO))
    let reason: FailureReason =
      switch number {
      case ECONNREFUSED: .refused
      case ENETUNREACH, EHOSTUNREACH, ENETDOWN, EHOSTDOWN: .unreachable
      case ETIMEDOUT: .timeout
      case ECONNRESET: .reset
      case EACCES, EPERM: .permission
      case EMFILE, ENFILE, EADDRNOTAVAIL, ENOBUFS, ENOMEM: .local
      default: .unreachable
      }
    guard number != 0 else { return failure(reason, "the connection was not made", code) }
    return ProbeFailure(
      reason, "the connection was not made: \(unsafe String(cString: strerror(number)))")
  }
}
