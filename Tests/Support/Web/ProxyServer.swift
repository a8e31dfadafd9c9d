internal import Foundation

/// A proxy on 127.0.0.1, which is over when this value is. What is below `.example` it finds on 127.0.0.1,
/// and it remembers what it was asked for.
package final class ProxyServer: Sendable {
  package static let requirement = Requirement(programs: ["python3"])

  package enum Kind: String, Sendable {
    case http, socks5
  }

  package let port: Int
  private let server: Child
  private let folder: TemporaryFolder

  /// - Parameters:
  ///   - identity: With one it is spoken to over TLS.
  ///   - login: As `user:password`; others are then refused.
  package init(
    _ kind: Kind, _ identity: TestAuthority.Identity? = nil, login: String = ""
  ) throws {
    port = try freePort()
    folder = try TemporaryFolder(["requests": ""])
    // Its input ends with this process, however that ends, and it with its input.
    server = try Child(
      ["python3", "-c", Self.source, kind.rawValue, "\(port)", folder.path, login]
        + (identity.map { [$0.certificateFile, $0.keyFile] } ?? []), takesInput: true)
    try wait(seconds: 30, for: "the proxy to listen") {
      guard server.isRunning else { throw Failure(description: "the proxy ended") }
      return FileManager.default.fileExists(atPath: "\(folder.path)/ready")
    }
  }

  /// What it was asked for, as `GET http://host:port/path`, `CONNECT host:port` or `SOCKS host:port`.
  package var requests: [String] {
    let text = (try? String(contentsOfFile: "\(folder.path)/requests", encoding: .utf8)) ?? ""
    return text.split(separator: "\n").map(String.init)
  }

  private static let source = #"""
    import base64, os, select, socket, ssl, sys, threading
    from urllib.parse import urlsplit

    kind, port, folder, login = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]
    context = None
    if len(sys.argv) > 5:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(sys.argv[5], sys.argv[6])

    def note(line):
        with open(folder + "/requests", "a") as lines: lines.write(line + "\n")

    def reach(host, port):
        return socket.create_connection(("127.0.0.1" if host.endswith(".example") else host, port), 30)

    def read(c, count):
        data = b""
        while len(data) < count:
            got = c.recv(count - len(data))
            if not got: raise OSError
            data += got
        return data

    def join(one, other):
        while True:
            buffered = isinstance(one, ssl.SSLSocket) and one.pending()
            for c in [one] if buffered else select.select([one, other], [], [])[0]:
                data = c.recv(65536)
                if not data: return
                (other if c is one else one).sendall(data)

    def serve_http(c):
        head = b""
        while b"\r\n\r\n" not in head: head += read(c, 1)
        lines = head.decode().split("\r\n")
        method, target, _ = lines[0].split(" ")
        note(method + " " + target)
        expected = "proxy-authorization: basic " + base64.b64encode(login.encode()).decode().lower()
        if login and expected not in [line.lower() for line in lines]:
            return c.sendall(b"HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n")
        if method == "CONNECT":
            host, _, number = target.rpartition(":")
            server = reach(host.strip("[]"), int(number))
            c.sendall(b"HTTP/1.1 200 Yes\r\n\r\n")
        else:
            url = urlsplit(target)
            server = reach(url.hostname, url.port or 80)
            path = target[target.index(url.netloc) + len(url.netloc):] or "/"
            server.sendall(head.replace(target.encode(), path.encode(), 1))
        join(c, server)

    def serve_socks5(c):
        count = read(c, 2)[1]
        offered = read(c, count)
        if login:
            if 2 not in offered: return c.sendall(b"\5\xff")
            c.sendall(b"\5\2")
            user = read(c, read(c, 2)[1])
            password = read(c, read(c, 1)[0])
            if (user + b":" + password).decode() != login: return c.sendall(b"\1\1")
            c.sendall(b"\1\0")
        else:
            c.sendall(b"\5\0")
        form = read(c, 4)[3]
        if form == 1: host = socket.inet_ntop(socket.AF_INET, read(c, 4))
        elif form == 4: host = socket.inet_ntop(socket.AF_INET6, read(c, 16))
        else: host = read(c, read(c, 1)[0]).decode()
        number = int.from_bytes(read(c, 2), "big")
        note("SOCKS %s:%d" % (host, number))
        try: server = reach(host, number)
        except OSError: return c.sendall(b"\5\5\0\1" + bytes(6))
        c.sendall(b"\5\0\0\1" + bytes(6))
        join(c, server)

    def serve(c):
        try:
            if context: c = context.wrap_socket(c, server_side=True)
            (serve_http if kind == "http" else serve_socks5)(c)
        except OSError: pass
        finally: c.close()

    listener = socket.create_server(("127.0.0.1", port), backlog=64)

    def watch():
        while os.read(0, 1): pass
        os._exit(0)
    threading.Thread(target=watch, daemon=True).start()
    open(folder + "/ready", "w").close()
    while True:
        connection, _ = listener.accept()
        threading.Thread(target=serve, args=(connection,), daemon=True).start()
    """#
}
