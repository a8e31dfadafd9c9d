/// The metrics of a probe, in the order in which they are served; all are gauges.
///
/// Names and labels are those of blackbox_exporter, but for the last ones, which are ours.
enum ProbeMetric: UInt8, CaseIterable, Sendable {
  case success, duration, timeout
  case ipProtocol, ipAddressHash, dnsLookupTime
  case failureInfo

  case httpDuration, httpStatusCode, httpVersion, httpSSL, httpRedirects
  case httpContentLength, httpUncompressedBodyLength, httpLastModified
  case failedDueToRegex, failedDueToCEL, failedDueToBytes, expectInfo

  case sslEarliestExpiry, sslLastChainExpiry, sslLastChainInfo, tlsVersion, tlsCipher
  case sslVerified

  case dnsDuration, dnsAnswers, dnsAuthorities, dnsAdditionals, dnsSucceeded, dnsSerial
  case icmpDuration, icmpHopLimit
  case grpcDuration, grpcSSL, grpcStatusCode, grpcServingStatus
  case webSocketDuration, webSocketStatusCode, webSocketUpgraded, webSocketFailedDueToRegex

  case journeyStepSuccess, journeyStepDuration, journeyStepChange

  var name: String { described.name }
  var help: String { described.help }

  private var described: (name: String, help: String) {
    switch self {
    case .success: ("probe_success", "Whether the probe succeeded.")
    case .duration: ("probe_duration_seconds", "How long the probe took.")
    case .timeout: ("probe_timeout_seconds", "How long the probe could have taken.")
    case .ipProtocol: ("probe_ip_protocol", "Version of IP that was used, 4 or 6.")
    case .ipAddressHash:
      ("probe_ip_addr_hash", "A hash of the address that was probed, which shows that it changed.")
    case .dnsLookupTime:
      ("probe_dns_lookup_time_seconds", "How long it took to look up the target's name.")
    case .failureInfo: ("probe_failure_info", "Why the probe failed; absent when it succeeded.")
    case .httpDuration:
      ("probe_http_duration_seconds", "How long each phase took, over all redirects.")
    case .httpStatusCode:
      ("probe_http_status_code", "Status of the last answer; 0 when there was none.")
    case .httpVersion:
      ("probe_http_version", "Version of HTTP of the last answer; 0 when there was none.")
    case .httpSSL: ("probe_http_ssl", "Whether the last answer came over TLS.")
    case .httpRedirects: ("probe_http_redirects", "How many redirects were followed.")
    case .httpContentLength:
      (
        "probe_http_content_length",
        "Length of the body as its header says it; -1 when it does not, 0 without an answer."
      )
    case .httpUncompressedBodyLength:
      ("probe_http_uncompressed_body_length", "Bytes of the body, uncompressed.")
    case .httpLastModified:
      ("probe_http_last_modified_timestamp_seconds", "The Last-Modified header.")
    case .failedDueToRegex:
      ("probe_failed_due_to_regex", "Whether the probe failed because of a regular expression.")
    case .failedDueToCEL:
      ("probe_failed_due_to_cel", "Whether the probe failed because of a CEL expression.")
    case .failedDueToBytes:
      ("probe_failed_due_to_bytes", "Whether the probe failed because of expected bytes.")
    case .expectInfo: ("probe_expect_info", "What an expected answer contained.")
    case .sslEarliestExpiry:
      (
        "probe_ssl_earliest_cert_expiry",
        "When the first of the certificates shown expires, in seconds since 1970."
      )
    case .sslLastChainExpiry:
      (
        "probe_ssl_last_chain_expiry_timestamp_seconds",
        "When the verified chain that lasts longest expires, in seconds since 1970."
      )
    case .sslLastChainInfo:
      ("probe_ssl_last_chain_info", "Whose certificate the target showed.")
    case .tlsVersion: ("probe_tls_version_info", "The version of TLS that was agreed on.")
    case .tlsCipher: ("probe_tls_cipher_info", "The cipher that was agreed on.")
    case .sslVerified:
      (
        "probe_ssl_verified",
        "Whether the target's certificate was found to be trusted and its own."
      )
    case .dnsDuration: ("probe_dns_duration_seconds", "How long each phase took.")
    case .dnsAnswers: ("probe_dns_answer_rrs", "Records in the answer section.")
    case .dnsAuthorities: ("probe_dns_authority_rrs", "Records in the authority section.")
    case .dnsAdditionals: ("probe_dns_additional_rrs", "Records in the additional section.")
    case .dnsSucceeded: ("probe_dns_query_succeeded", "Whether the query was answered.")
    case .dnsSerial: ("probe_dns_serial", "Serial number of the zone, when its SOA was asked for.")
    case .icmpDuration: ("probe_icmp_duration_seconds", "How long each phase took.")
    case .icmpHopLimit: ("probe_icmp_reply_hop_limit", "Hops that the reply could still have made.")
    case .grpcDuration: ("probe_grpc_duration_seconds", "How long each phase took.")
    case .grpcSSL: ("probe_grpc_ssl", "Whether the connection was over TLS.")
    case .grpcStatusCode: ("probe_grpc_status_code", "Status of the answer, as gRPC numbers it.")
    case .grpcServingStatus:
      ("probe_grpc_healthcheck_response", "What the service said of its health.")
    case .webSocketDuration: ("probe_websocket_duration_seconds", "How long each phase took.")
    case .webSocketStatusCode:
      ("probe_websocket_status_code", "Status of the answer, 101 for a WebSocket; 0 without one.")
    case .webSocketUpgraded:
      (
        "probe_websocket_connection_upgraded",
        "Whether the connection has become a WebSocket."
      )
    case .webSocketFailedDueToRegex:
      (
        "probe_websocket_failed_due_to_regex",
        "Whether the probe failed because of a regular expression."
      )
    case .journeyStepSuccess:
      ("probe_journey_step_success", "Whether the step succeeded; absent when it was not reached.")
    case .journeyStepDuration: ("probe_journey_step_duration_seconds", "How long the step took.")
    case .journeyStepChange:
      (
        "probe_journey_step_change_info",
        "How numbers have moved: as by the journey's own vote, by others' too, or by others' only."
      )
    }
  }
}
