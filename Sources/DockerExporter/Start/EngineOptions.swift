import ArgumentParser
import Shared

/// The flags of the engine that is asked.
struct EngineOptions: ParsableArguments, Sendable {
  @Option(
    name: .customLong("docker.host"),
    help: ArgumentHelp(
      "The engine: unix:///path, tcp://host:2375, or tcp://host:2376 with TLS. (default: "
        + "DOCKER_HOST, or \(EngineAddress.standard))", valueName: "address"))
  var host = ""

  @Option(
    name: .customLong("docker.tls.ca-file"),
    help: ArgumentHelp(
      "Whom to believe that it is the engine; the system's authorities if empty.",
      valueName: "file"))
  var authorityFile: String?

  @Option(
    name: .customLong("docker.tls.cert-file"),
    help: ArgumentHelp("The certificate to show to the engine.", valueName: "file"))
  var certificateFile: String?

  @Option(
    name: .customLong("docker.tls.key-file"), help: ArgumentHelp("Its key.", valueName: "file"))
  var keyFile: String?

  @Flag(
    name: .customLong("docker.tls.skip-verify"),
    help: "Believe whoever answers; no password is sent, but what is served may be anybody's.")
  var skipsVerification = false

  func address(environment: [String: String]) throws(FlagError) -> EngineAddress {
    let address = try EngineAddress(host, environment: environment, tls: try tls())
    for (flag, variable, file) in files(of: address) {
      guard let file, (try? FileStatus(of: file)) == nil else { continue }
      throw FlagError(
        flag: flag,
        reason: "there is no file \(file)"
          + (variable.map { "; DOCKER_CERT_PATH names its folder, or \($0) asks for it" } ?? ""))
    }
    return address
  }

  /// What the flags ask for; `nil` when they ask for nothing, and Docker's variables count.
  private func tls() throws(FlagError) -> EngineAddress.TLS? {
    guard authorityFile != nil || certificateFile != nil || keyFile != nil || skipsVerification
    else { return nil }
    guard (certificateFile == nil) == (keyFile == nil) else {
      throw FlagError(
        flag: certificateFile == nil ? "docker.tls.cert-file" : "docker.tls.key-file",
        reason: "a certificate and its key are given together")
    }
    return EngineAddress.TLS(
      authority: authorityFile, certificate: certificateFile, key: keyFile,
      isVerified: !skipsVerification)
  }

  /// Each with the flag that names it, and the variable that may have asked for it.
  private func files(
    of address: EngineAddress
  ) -> [(flag: String, variable: String?, file: String?)] {
    guard let tls = address.tls else { return [] }
    func variable(_ flag: String?) -> String? { flag == nil ? "DOCKER_TLS_VERIFY" : nil }
    return [
      ("docker.tls.ca-file", variable(authorityFile), tls.authority),
      ("docker.tls.cert-file", variable(certificateFile), tls.certificate),
      ("docker.tls.key-file", variable(keyFile), tls.key),
    ]
  }
}
