import Shared
import YAML

extension QueryResponse {
  init(_ options: OptionReader) throws {
    if let value = options.value("expect") {
      let pattern = try value.string { try Pattern($0) }
      options.show("expect", .text(pattern.text))
      expect = pattern
    }
    expectBytes = try options.optionalText("expect_bytes").map { Array($0.utf8) }
    labels = try options.sections("labels") { options in
      let name = try options.required("name")
      options.show("name", .text(try name.string()))
      return (try Self.label(name), try options.text("value"))
    }
    send = try options.optionalText("send")
    startsTLS = try options.bool("starttls")
  }

  private static func label(_ value: YAMLValue) throws -> String {
    let name = try value.string()
    let isName = name.utf8.enumerated().allSatisfy { index, byte in
      (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte) || byte == 0x5f
        || (index > 0 && (0x30...0x39).contains(byte))
    }
    guard isName, !name.isEmpty, !name.hasPrefix("__") else {
      throw value.error("'\(name)' cannot be the name of a label")
    }
    return name
  }
}
