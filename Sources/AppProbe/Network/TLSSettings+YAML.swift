extension TLSSettings {
  init(_ options: OptionReader) throws {
    authorityFile = try options.file("ca_file")
    certificateFile = try options.file("cert_file")
    keyFile = try options.file("key_file")
    serverName = try options.optionalText("server_name")
    skipsVerification = try options.bool("insecure_skip_verify")
    minVersion = try options.optionalChoice("min_version")
    maxVersion = try options.optionalChoice("max_version")
    for (one, other) in [("cert_file", "key_file"), ("key_file", "cert_file")]
    where options.isGiven(one) && !options.isGiven(other) {
      throw options.error(one, "'\(other)' is missing: a certificate is of use only with its key")
    }
    if let minVersion, let maxVersion, minVersion.rawValue > maxVersion.rawValue {
      throw options.error("min_version", "it is above 'max_version'")
    }
  }
}
