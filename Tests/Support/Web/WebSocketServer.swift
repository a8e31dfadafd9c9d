/// A server of WebSockets on 127.0.0.1, which is over when this value is. What it does goes by the path
/// that it is asked for: see its source.
package final class WebSocketServer: Sendable {
  package static let requirement = PythonServer.requirement

  private let server: PythonServer
  package var port: Int { server.port }

  /// - Parameter identity: With one it speaks TLS.
  package init(_ identity: TestAuthority.Identity? = nil) throws {
    server = try PythonServer("the WebSocket server", Self.source, identity)
  }

  private static let source = #"""
    import base64, hashlib, os, socket, ssl, sys, threading, time

    port, ready = int(sys.argv[1]), sys.argv[2]
    context = None
    if len(sys.argv) > 3:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(sys.argv[3], sys.argv[4])

    def read(c, count):
        data = b""
        while len(data) < count:
            got = c.recv(count - len(data))
            if not got: raise OSError
            data += got
        return data

    def frame(first, payload):
        if len(payload) < 126: size = bytes([len(payload)])
        elif len(payload) < 65536: size = b"\x7e" + len(payload).to_bytes(2, "big")
        else: size = b"\x7f" + len(payload).to_bytes(8, "big")
        return bytes([first]) + size + payload

    def hear(c):
        first, second = read(c, 2)
        # A client must mask what it sends.
        if not second & 128: raise OSError
        size = second & 127
        if size == 126: size = int.from_bytes(read(c, 2), "big")
        elif size == 127: size = int.from_bytes(read(c, 8), "big")
        mask = read(c, 4)
        return first, bytes(b ^ mask[i & 3] for i, b in enumerate(read(c, size)))

    def talk(c, path, head):
        if path == "/silent": time.sleep(600)
        elif path == "/head": c.sendall(frame(0x81, head))
        elif path == "/greet":
            # In pieces, with a ping in between that must be answered.
            c.sendall(frame(0x01, b"hello ") + frame(0x89, b"you?") + frame(0x00, b"visi"))
            if hear(c) != (0x8a, b"you?"): return
            c.sendall(frame(0x80, b"tor"))
        elif path == "/close": c.sendall(frame(0x88, b"\x03\xf3no room"))
        elif path == "/end": return
        elif path == "/masked": c.sendall(b"\x81\x81abcd\x00")
        elif path == "/huge": c.sendall(b"\x81\x7f" + (1 << 40).to_bytes(8, "big"))
        elif path == "/endless":
            while True: c.sendall(frame(0x00 if path is None else 0x01, b"x" * 60000)); path = None
        elif path == "/long": c.sendall(frame(0x81, b"x" * 70000 + b"end"))
        while True:
            first, payload = hear(c)
            if first == 0x88: return
            c.sendall(frame(0x81, b"you said " + payload))

    def serve(c):
        try:
            if context: c = context.wrap_socket(c, server_side=True)
            head = b""
            while b"\r\n\r\n" not in head: head += read(c, 1)
            fields = dict(l.lower().split(b": ", 1) for l in head.split(b"\r\n")[1:] if b": " in l)
            raw = dict(l.split(b": ", 1) for l in head.split(b"\r\n")[1:] if b": " in l)
            path = head.split(b" ")[1].decode()
            if path == "/mute": time.sleep(600)
            if path == "/refuse": return c.sendall(b"HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n")
            if path == "/garbage": return c.sendall(b"220 this is mail\r\n\r\n")
            if path == "/endless-head":
                c.sendall(b"HTTP/1.1 101 Go\r\n")
                while True: c.sendall(b"X-Filler: " + b"y" * 1000 + b"\r\n")
            if fields.get(b"upgrade") != b"websocket" or fields.get(b"sec-websocket-version") != b"13":
                return c.sendall(b"HTTP/1.1 426 No\r\nContent-Length: 0\r\n\r\n")
            key = raw[b"Sec-WebSocket-Key"]
            if len(base64.b64decode(key)) != 16: return
            if path == "/liar": key = b"another"
            proof = base64.b64encode(hashlib.sha1(key + b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11").digest())
            c.sendall(b"HTTP/1.1 101 Go\r\nupgrade: WebSocket\r\nConnection: keep-alive, Upgrade\r\n"
                      b"Sec-WebSocket-Accept: " + proof + b"\r\n\r\n")
            talk(c, path, head)
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
