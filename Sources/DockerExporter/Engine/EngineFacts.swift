import Shared

/// What the engine says of itself; what it does not say is empty.
struct EngineFacts: Sendable, Equatable {
  var version = ""
  var apiVersion = ""
  var kernel = ""
  var architecture = ""
  var storageDriver = ""
  var cgroupDriver = ""
  var cgroupVersion = ""
  var loggingDriver = ""

  static func ask(
    _ client: EngineClient, by deadline: Deadline
  ) throws(EngineError) -> EngineFacts {
    let version = try client.get("/version", by: deadline)
    return EngineFacts(version: version, info: try client.get("/info", by: deadline))
  }

  init(version: JSON, info: JSON) {
    self.version = version["Version"]?.string ?? ""
    apiVersion = version["ApiVersion"]?.string ?? ""
    kernel = version["KernelVersion"]?.string ?? info["KernelVersion"]?.string ?? ""
    architecture = version["Arch"]?.string ?? ""
    storageDriver = info["Driver"]?.string ?? ""
    cgroupDriver = info["CgroupDriver"]?.string ?? ""
    cgroupVersion = info["CgroupVersion"]?.string ?? ""
    loggingDriver = info["LoggingDriver"]?.string ?? ""
  }
}
