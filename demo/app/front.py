#!/usr/bin/python3
"""The voting application's entrance over TLS: takes connections and passes them on to the vote page."""
import os
import socket
import socketserver
import ssl
import threading

import service
from service import log


class Connection(socketserver.BaseRequestHandler):
    def handle(self):
        try:
            with socket.create_connection(self.server.behind, timeout=5) as behind:
                behind.settimeout(60)
                threading.Thread(target=pump, args=(behind, self.request), daemon=True).start()
                pump(self.request, behind)
        except OSError as error:
            log.debug("a connection ended: %s", error)


def pump(source, target):
    """Passes on what comes until one of both has enough."""
    try:
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        pass


class Front(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True

    def finish_request(self, request, client_address):
        """On the connection's own thread, so that who is slow to shake hands holds nobody up."""
        request.settimeout(60)
        try:
            with self.tls.wrap_socket(request, server_side=True) as secured:
                super().finish_request(secured, client_address)
        except OSError as error:
            log.debug("no handshake: %s", error)


def main():
    parser = service.flags(__doc__)
    service.add_page(parser, 8443)
    parser.add_argument("--behind", default=os.environ.get("BEHIND", "127.0.0.1:5000"), help="the vote page")
    parser.add_argument("--certificate", default=os.environ.get("CERTIFICATE"), required=False)
    parser.add_argument("--key", default=os.environ.get("KEY"), required=False)
    args = parser.parse_args()
    if not (args.certificate and args.key):
        parser.error("--certificate and --key are needed")
    service.begin("front")
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(args.certificate, args.key)
    host, _, port = args.behind.rpartition(":")
    with Front((args.listen, args.port), Connection) as front:
        front.tls, front.behind = tls, (host, int(port))
        log.info("listens on %s:%d", args.listen, args.port)
        front.serve_forever()


if __name__ == "__main__":
    main()
