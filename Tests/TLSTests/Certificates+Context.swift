import TLS
import TestSupport

extension Certificates {
  func context(
    authority: String? = "ca", client: String? = nil, serverName: String? = nil,
    skipsVerification: Bool = false
  ) throws -> TLSClientContext {
    try TLSClientContext(
      TLSClientOptions(
        authorityFile: authority.map { path("\($0).crt") },
        certificateFile: client.map { path("\($0).crt") },
        keyFile: client.map { path("\($0).key") },
        serverName: serverName, skipsVerification: skipsVerification))
  }
}
