internal import Foundation

/// A server of HTTP/1.1 on 127.0.0.1 that does what servers should not, by the path that is asked for:
/// see the table in its source. It is over when this value is.
package final class FaultServer: Sendable {
  package static let requirement = Requirement(programs: ["python3"])

  package let port: Int
  private let server: Child
  private let folder: TemporaryFolder

  /// - Parameter identity: With one it speaks TLS.
  package init(_ identity: TestAuthority.Identity? = nil, address: String = "127.0.0.1") throws {
    let port = try freePort()
    self.port = port
    folder = try TemporaryFolder(["requests": ""])
    // Its input ends with this process, however that ends, and it with its input.
    server = try Child(
      ["python3", "-c", Self.source, address, "\(port)", folder.path]
        + (identity.map { [$0.certificateFile, $0.keyFile] } ?? []), takesInput: true)
    try wait(seconds: 30, for: "the fault server to listen") {
      guard server.isRunning else { throw Failure(description: "the fault server ended") }
      return FileManager.default.fileExists(atPath: "\(folder.path)/ready")
    }
  }

  package func url(_ path: String) -> String { "http://127.0.0.1:\(port)\(path)" }

  /// How many requests have come.
  package var requests: Int {
    let text = (try? String(contentsOfFile: "\(folder.path)/requests", encoding: .utf8)) ?? ""
    return text.split(separator: "\n").count
  }

  private static let source = #"""
    import gzip, os, socket, ssl, struct, sys, threading, time, zlib

    address, port = sys.argv[1], int(sys.argv[2])
    log, ready = sys.argv[3] + "/requests", sys.argv[3] + "/ready"
    context = None
    if len(sys.argv) > 4:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(sys.argv[4], sys.argv[5])

    def head(status, *headers):
        return ("HTTP/1.1 %s\r\n" % status + "".join(h + "\r\n" for h in headers) + "\r\n").encode()

    def page(body, *headers, status="200 OK"):
        return head(status, "Content-Length: %d" % len(body), *headers) + body

    def bomb():
        # A gigabyte of zeros in a megabyte.
        packer = zlib.compressobj(9, zlib.DEFLATED, 31)
        zeros = bytes(1 << 20)
        return b"".join(packer.compress(zeros) for _ in range(1024)) + packer.flush()

    def answer(c, path, request):
        path, _, query = path.partition("?")
        if path == "/silent":
            time.sleep(600)
        elif path == "/half-head":
            c.sendall(b"HTTP/1.1 200 OK\r\nContent-")
            time.sleep(600)
        elif path == "/drip":
            c.sendall(head("200 OK", "Content-Length: 100000"))
            while True:
                c.sendall(b"x")
                time.sleep(1)
        elif path == "/drip-head":
            for byte in b"HTTP/1.1 200 OK\r\nX: " + b"y" * 1000:
                c.sendall(bytes([byte]))
                time.sleep(1)
        elif path == "/endless":
            c.sendall(head("200 OK"))
            while True:
                c.sendall(b"x" * 65536)
        elif path == "/endless-head":
            c.sendall(b"HTTP/1.1 200 OK\r\n")
            while True:
                c.sendall(b"X-Filler: " + b"y" * 1000 + b"\r\n")
        elif path == "/redirect":
            c.sendall(page(b"elsewhere", "Location: " + query, status="302 Found"))
        elif path == "/loop":
            number = int(query or 0)
            c.sendall(page(b"on", "Location: /loop?%d" % (number + 1), status="302 Found"))
        elif path == "/redirect-endless":
            c.sendall(head("302 Found", "Location: /"))
            while True:
                c.sendall(b"x" * 65536)
        elif path == "/bomb":
            c.sendall(page(bomb(), "Content-Encoding: gzip"))
        elif path == "/gzip":
            c.sendall(page(gzip.compress(b"hello, packed"), "Content-Encoding: gzip"))
        elif path == "/br":
            # Brotli, RFC 7932: a piece that is not compressed, and an empty last one.
            c.sendall(page(b"\xc0\0\x10" + b"hello, packed" + b"\3", "Content-Encoding: br"))
        elif path == "/deflate":
            c.sendall(page(zlib.compress(b"hello, packed"), "Content-Encoding: deflate"))
        elif path == "/not-gzip":
            c.sendall(page(b"this is not packed", "Content-Encoding: gzip"))
        elif path == "/reset":
            c.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        elif path == "/close":
            pass
        elif path == "/short":
            c.sendall(head("200 OK", "Content-Length: 1000") + b"too little")
        elif path == "/garbage":
            c.sendall(b"this is not what you wanted\n")
        elif path == "/chunked":
            c.sendall(head("200 OK", "Transfer-Encoding: chunked") + b"5\r\nhello\r\n0\r\n\r\n")
        elif path == "/status":
            c.sendall(page(b"as asked", status=query + " Asked"))
        elif path == "/echo":
            c.sendall(page(request))
        elif path == "/set-cookie":
            c.sendall(page(b"", "Set-Cookie: session=secret1; Path=/", "Location: /echo", status="302 Found"))
        elif path == "/token":
            c.sendall(page(b'{"access_token": "token-1", "token_type": "bearer", "expires_in": 3600}',
                           "Content-Type: application/json"))
        elif path == "/json":
            c.sendall(page(b'{"state": "good"}', "Content-Type: application/json"))
        else:
            c.sendall(page(b"hello", "Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT", "X-Test: yes"))

    def serve(c):
        try:
            if context: c = context.wrap_socket(c, server_side=True)
            request = b""
            while b"\r\n\r\n" not in request:
                got = c.recv(65536)
                if not got: return
                request += got
            headers, _, body = request.partition(b"\r\n\r\n")
            for line in headers.split(b"\r\n"):
                if line.lower().startswith(b"content-length:"):
                    missing = int(line.split(b":")[1]) - len(body)
                    while missing > 0:
                        got = c.recv(65536)
                        missing -= len(got)
                        request += got
            with open(log, "a") as lines: lines.write(request.split(b"\r\n")[0].decode() + "\n")
            answer(c, request.split(b" ")[1].decode(), request)
        except OSError: pass
        finally: c.close()

    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    listener = socket.create_server((address, port), family=family, backlog=1024)

    def watch():
        while os.read(0, 1): pass
        os._exit(0)
    threading.Thread(target=watch, daemon=True).start()
    threading.stack_size(1 << 18)
    open(ready, "w").close()
    while True:
        connection, _ = listener.accept()
        threading.Thread(target=serve, args=(connection,), daemon=True).start()
    """#
}
