internal import Synchronization

/// A folder with one sub-folder for each device, as `/sys/class/net` has, and the attributes that
/// are wanted of each.
///
/// Devices are listed anew for every scrape; the files of those that stay are kept. A descriptor
/// follows its device when that is renamed, so another device of the old name gets files of its own.
package final class DeviceFolder: Sendable {
  private let tree: FileTree
  private let path: String
  private let attributes: [String]
  private let constants: [String]
  private let known = Mutex<[ExactName: Known]>([:])

  /// One device: its name and its attributes, in the order that was asked for.
  package struct Device: Sendable {
    package let name: String
    package let attributes: [KernelFile]
    /// Texts that stay as they are for as long as the device is there; `nil` is one that it has not.
    package let constants: [String?]
  }

  private struct Known {
    let device: Device
    /// That of the device's folder, or of the link to it.
    let inode: UInt64
  }

  /// - Parameters:
  ///   - attributes: Files of each device that are read again and again.
  ///   - constants: Files of each device that are read once, when it is seen for the first time.
  package init(
    _ tree: FileTree, _ path: String, attributes: [String], constants: [String] = []
  ) {
    self.tree = tree
    self.path = path
    self.attributes = attributes
    self.constants = constants
  }

  /// The devices that are there now, in byte order of their names.
  package func devices(where isWanted: (String) -> Bool = { _ in true }) throws -> [Device] {
    let entries: [FileTree.Entry]
    do throws(SystemError) {
      entries = try tree.entries(in: path).filter { isWanted($0.name) }
    } catch {
      if error.isNotFound { throw Absent(tree.path(path)) }
      throw error
    }
    return known.withLock { known in
      var devices: [Device] = []
      devices.reserveCapacity(entries.count)
      var hasNew = false
      for entry in entries {
        if let kept = known[ExactName(entry.name)], kept.inode == entry.inode {
          devices.append(kept.device)
        } else {
          hasNew = true
          devices.append(device(entry.name))
        }
      }
      if hasNew || devices.count != known.count {
        known.removeAll(keepingCapacity: true)
        for (device, entry) in zip(devices, entries) {
          known[ExactName(device.name)] = Known(device: device, inode: entry.inode)
        }
      }
      return devices
    }
  }

  private func device(_ name: String) -> Device {
    Device(
      name: name, attributes: attributes.map { tree.attribute("\(path)/\(name)/\($0)") },
      constants: constants.map { try? tree.fileReadOnce("\(path)/\(name)/\($0)").text() })
  }
}
