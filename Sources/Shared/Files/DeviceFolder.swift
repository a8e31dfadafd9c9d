internal import Synchronization

/// A folder with one sub-folder for each device, as `/sys/class/net` has, and the attributes that
/// are wanted of each.
///
/// Devices are listed anew for every scrape; the files of those that stay are kept.
package final class DeviceFolder: Sendable {
  private let tree: FileTree
  private let path: String
  private let attributes: [String]
  private let known = Mutex<[String: Device]>([:])

  /// One device: its name and its attributes, in the order that was asked for.
  package struct Device: Sendable {
    package let name: String
    package let attributes: [KernelFile]
  }

  package init(_ tree: FileTree, _ path: String, attributes: [String]) {
    self.tree = tree
    self.path = path
    self.attributes = attributes
  }

  /// The devices that are there now, in byte order of their names.
  package func devices(where isWanted: (String) -> Bool = { _ in true }) throws -> [Device] {
    let names: [String]
    do throws(SystemError) {
      names = try tree.names(in: path).filter(isWanted)
    } catch {
      if error.isNotFound { throw Absent(tree.path(path)) }
      throw error
    }
    return known.withLock { known in
      let devices = names.map { name in
        known[name]
          ?? Device(
            name: name, attributes: attributes.map { tree.file("\(path)/\(name)/\($0)") })
      }
      if devices.count != known.count || !devices.allSatisfy({ known[$0.name] != nil }) {
        // The kernel may list a folder twice that comes or goes meanwhile.
        known = Dictionary(devices.map { ($0.name, $0) }) { first, _ in first }
      }
      return devices
    }
  }
}
