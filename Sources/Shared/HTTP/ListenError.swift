internal import Glibc

/// Why nobody can be heard on an address, in one line that says what to do.
package struct ListenError: Error, Equatable, CustomStringConvertible {
  package let description: String

  init(_ description: String) { self.description = description }

  init(_ address: ListenAddress, _ error: SystemError) {
    description =
      switch error.code {
      case EADDRINUSE:
        "\(address) is already in use by another program; "
          + "choose another with --web.listen-address"
      case EADDRNOTAVAIL:
        "\(address) is not an address of this machine; choose another with --web.listen-address"
      case EACCES where error.call == "bind":
        "\(address) may not be listened on by this user; "
          + "choose another with --web.listen-address, or give the program the right to"
      case ENOENT where error.call == "bind":
        "\(address) is in a folder that does not exist; create it first"
      case EEXIST:
        "\(address) is taken by a file that is no socket; remove it or choose another path"
      default:
        "\(error); choose another with --web.listen-address"
      }
  }
}
