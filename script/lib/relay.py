"""Something between a client and its server that counts."""

import contextlib
import socket
import threading


class Relay:
    """Passes a connection to the server on, and counts how often the client waited for an answer."""

    def __init__(self, port):
        self.round_trips, self.connections = 0, 0
        self._server = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            client, _ = self._listener.accept()
            self.connections += 1
            server = socket.create_connection(("127.0.0.1", self._server))
            state = {"asking": False}
            for source, target, is_client in ((client, server, True), (server, client, False)):
                threading.Thread(
                    target=self._pass, args=(source, target, is_client, state), daemon=True
                ).start()

    def _pass(self, source, target, is_client, state):
        with contextlib.suppress(OSError):
            while data := source.recv(1 << 18):
                # A change of direction is a round trip.
                if is_client:
                    if not state["asking"]:
                        self.round_trips += 1
                    state["asking"] = True
                else:
                    state["asking"] = False
                target.sendall(data)
        with contextlib.suppress(OSError):
            target.shutdown(socket.SHUT_WR)

    def count(self, scrape, times):
        """Round trips and new connections of one scrape, on average."""
        scrape()
        trips, connections = self.round_trips, self.connections
        for _ in range(times):
            scrape()
        return (self.round_trips - trips) / times, (self.connections - connections) / times
