/// A server of gRPC's health check on 127.0.0.1, which is over when this value is. What it answers goes
/// by the service that it is asked for: see its source.
package final class HealthServer: Sendable {
  package static let requirement = PythonServer.requirement

  private let server: PythonServer
  package var port: Int { server.port }

  /// - Parameter identity: With one it speaks TLS.
  package init(_ identity: TestAuthority.Identity? = nil) throws {
    server = try PythonServer("the health server", Self.source, identity)
  }

  private static let source = #"""
    import os, socket, ssl, struct, sys, threading, time

    port, ready = int(sys.argv[1]), sys.argv[2]
    context = None
    if len(sys.argv) > 3:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(sys.argv[3], sys.argv[4])
        context.set_alpn_protocols(["h2"])

    def read(c, count):
        data = b""
        while len(data) < count:
            got = c.recv(count - len(data))
            if not got: raise OSError
            data += got
        return data

    def frame(kind, flags, stream, body):
        return struct.pack(">I", len(body))[1:] + bytes([kind, flags]) + struct.pack(">I", stream) + body

    def fields(*pairs):
        # HPACK: literals that are not indexed.
        return b"".join(b"\0" + bytes([len(n)]) + n + bytes([len(v)]) + v for n, v in pairs)

    HEAD = (b":status", b"200"), (b"content-type", b"application/grpc")

    def answer(c, stream, service):
        if service == b"silent": time.sleep(600)
        if service == b"unknown":
            c.sendall(frame(1, 5, stream, fields(*HEAD, (b"grpc-status", b"5"), (b"grpc-message", b"unknown service"))))
            return
        if service == b"page":
            c.sendall(frame(1, 4, stream, fields((b":status", b"200"))) + frame(0, 1, stream, b"hello"))
            return
        message = b"\x08\x02" if service == b"down" else b"\x08\x01"
        if service == b"garbage": message = b"\x12\x09"
        c.sendall(frame(1, 4, stream, fields(*HEAD))
                  + frame(0, 0, stream, struct.pack(">BI", 0, len(message)) + message)
                  + frame(1, 5, stream, fields((b"grpc-status", b"0"))))

    def serve(c):
        try:
            if context: c = context.wrap_socket(c, server_side=True)
            read(c, 24)
            c.sendall(frame(4, 0, 0, b""))
            body = b""
            while True:
                head = read(c, 9)
                count, kind, flags = int.from_bytes(head[:3], "big"), head[3], head[4]
                stream = int.from_bytes(head[5:], "big")
                data = read(c, count)
                if kind == 4 and not flags & 1: c.sendall(frame(4, 1, 0, b""))
                if kind == 0:
                    body += data
                    if flags & 1: answer(c, stream, body[7:])
        except OSError: pass
        finally: c.close()

    listener = socket.create_server(("127.0.0.1", port), backlog=64)

    def watch():
        while os.read(0, 1): pass
        os._exit(0)
    threading.Thread(target=watch, daemon=True).start()
    open(ready, "w").close()
    while True:
        connection, _ = listener.accept()
        threading.Thread(target=serve, args=(connection,), daemon=True).start()
    """#
}
