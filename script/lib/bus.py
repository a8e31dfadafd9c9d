"""A message bus that answers as systemd would, with as many units as are asked for.

As much of D-Bus as a client needs that asks and waits: https://dbus.freedesktop.org/doc/dbus-specification.html
"""

import contextlib
import socket
import struct
import threading

CALL, REPLY, ERROR = 1, 2, 3
STRING_PROPERTIES = {
    "Version": "252.39-1", "Virtualization": "", "SystemState": "running", "Type": "simple", "UnitFileState": "enabled",
}  # fmt: skip
LONG_PROPERTIES = {
    "UnitsLoadTimestamp", "ActiveEnterTimestamp", "TasksCurrent", "TasksMax", "LastTriggerUSec",
}  # fmt: skip


class Writer:
    """Values in D-Bus's own form, little-endian."""

    def __init__(self):
        self.bytes = bytearray()

    def align(self, size):
        self.bytes += bytes(-len(self.bytes) % size)

    def number(self, value, form="I"):
        self.align(struct.calcsize(form))
        self.bytes += struct.pack("<" + form, value)

    def string(self, text):
        self.number(len(text.encode()))
        self.bytes += text.encode() + b"\0"

    def signature(self, text):
        self.bytes += bytes([len(text)]) + text.encode() + b"\0"

    def array(self, alignment, write):
        self.align(4)
        start = len(self.bytes)
        self.bytes += bytes(4)
        self.align(alignment)
        first = len(self.bytes)
        write()
        self.bytes[start : start + 4] = struct.pack("<I", len(self.bytes) - first)


def message(kind, serial, reply_to, sender, signature, body):
    header = Writer()
    header.bytes += bytes([ord("l"), kind, 1, 1])
    header.number(len(body))
    header.number(serial)

    def fields():
        def field(code, form, write):
            header.align(8)
            header.bytes.append(code)
            header.signature(form)
            write()

        field(5, "u", lambda: header.number(reply_to))
        field(6, "s", lambda: header.string(":1.1"))
        field(7, "s", lambda: header.string(sender))
        if kind == ERROR:
            field(4, "s", lambda: header.string("org.freedesktop.DBus.Error.UnknownMethod"))
        if signature:
            field(8, "g", lambda: header.signature(signature))

    header.array(8, fields)
    header.align(8)
    return bytes(header.bytes) + body


class Reader:
    def __init__(self, data, position=0):
        self.data, self.position = data, position

    def align(self, size):
        self.position += -self.position % size

    def number(self):
        self.align(4)
        self.position += 4
        return struct.unpack_from("<I", self.data, self.position - 4)[0]

    def string(self):
        length = self.number()
        text = self.data[self.position : self.position + length].decode()
        self.position += length + 1
        return text

    def signature(self):
        length = self.data[self.position]
        text = self.data[self.position + 1 : self.position + 1 + length].decode()
        self.position += length + 2
        return text


class FakeSystemd:
    def __init__(self, path, count):
        self.path = str(path)
        self._units = self._list(count)
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(self.path)
        self._listener.listen()
        threading.Thread(target=self._accept, daemon=True).start()

    @staticmethod
    def _list(count):
        writer = Writer()

        def units():
            for index in range(count):
                name = f"unit{index}.{('service', 'socket', 'timer')[index % 3]}"
                writer.align(8)
                for text in (name, name, "loaded", "active", "running", ""):
                    writer.string(text)
                writer.string(f"/org/freedesktop/systemd1/unit/unit{index}")
                writer.number(0)
                writer.string("")
                writer.string("/")

        writer.array(8, units)
        return bytes(writer.bytes)

    def _accept(self):
        while True:
            client, _ = self._listener.accept()
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client):
        with contextlib.suppress(OSError, EOFError):
            self._greet(client)

    def _greet(self, client):
        stream = client.makefile("rb")
        stream.read(1)
        while (line := stream.readline().split()) and line[0] != b"BEGIN":
            if line[0] == b"AUTH":
                client.sendall(b"OK 0123456789abcdef0123456789abcdef\r\n" if len(line) > 2 else b"DATA\r\n")
            elif line[0] == b"DATA":
                client.sendall(b"OK 0123456789abcdef0123456789abcdef\r\n")
            elif line[0] == b"NEGOTIATE_UNIX_FD":
                client.sendall(b"AGREE_UNIX_FD\r\n")
            else:
                client.sendall(b"ERROR\r\n")
        serial = 0
        while start := stream.read(16):
            size, number, fields = struct.unpack("<III", start[4:])
            rest = stream.read(fields + -fields % 8 + size)
            head = Reader(start + rest, 16)
            member = ""
            while head.position < 16 + fields:
                head.align(8)
                code = head.data[head.position]
                head.position += 1
                form = head.signature()
                if form == "g":
                    head.signature()
                elif form in "so":
                    text = head.string()
                    member = text if code == 3 else member
                else:
                    head.number()
            serial += 1
            body = Reader(rest, fields + -fields % 8)
            client.sendall(self._answer(member, body, serial, number))

    def _answer(self, member, body, serial, number):
        writer, signature, sender = Writer(), "", ":1.0"
        if member == "Hello":
            writer.string(":1.1")
            signature, sender = "s", "org.freedesktop.DBus"
        elif member == "ListUnits":
            return message(REPLY, serial, number, sender, "a(ssssssouso)", self._units)
        elif member == "ListUnitFiles":
            writer.array(8, lambda: None)
            signature = "a(ss)"
        elif member == "Get":
            body = Reader(body.data[body.position :])
            body.string()
            name = body.string()
            signature = "v"
            if name in STRING_PROPERTIES:
                writer.signature("s")
                writer.string(STRING_PROPERTIES[name])
            elif name in LONG_PROPERTIES:
                writer.signature("t")
                writer.number(1_700_000_000_000_000, "Q")
            elif name == "Accept":
                writer.signature("b")
                writer.number(0)
            else:
                writer.signature("u")
                writer.number(0)
        else:
            writer.string("no such method")
            return message(ERROR, serial, number, sender, "s", bytes(writer.bytes))
        return message(REPLY, serial, number, sender, signature, bytes(writer.bytes))
