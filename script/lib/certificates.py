"""Certificates for servers of a script's own, by an authority of its own."""

import subprocess

from programs import Failure

# As most certificates are today; a server that signs with RSA would be what a benchmark measures.
KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")


class Authority:
    """An authority below `folder`; `file` is what its clients trust."""

    def __init__(self, folder):
        self.folder = folder / "certificates"
        self.folder.mkdir(mode=0o700)
        self.file = self.folder / "ca.pem"
        self._key = self.folder / "ca.key"
        self._openssl(
            "req", "-x509", *KEY, "-days", 30, "-subj", "/O=Vigie/CN=Test CA",
            "-keyout", self._key, "-out", self.file,
        )  # fmt: skip

    def issue(self, name, names="DNS:localhost,IP:127.0.0.1", days=10):
        """A certificate for `names`; the files of it and of its key. Negative days: it has expired."""
        key, request, certificate = (self.folder / f"{name}.{end}" for end in ("key", "csr", "pem"))
        extensions = self.folder / f"{name}.ext"
        extensions.write_text(f"subjectAltName={names}\n", encoding="utf-8")
        self._openssl(
            "req", *KEY, "-subj", f"/O=Vigie/CN={name}",
            "-keyout", key, "-out", request,
        )  # fmt: skip
        self._openssl(
            "x509", "-req", "-in", request, "-CA", self.file, "-CAkey", self._key, "-days", days,
            "-extfile", extensions, "-out", certificate,
        )  # fmt: skip
        return certificate, key

    @staticmethod
    def _openssl(*words):
        try:
            done = subprocess.run(
                ["openssl", *(str(word) for word in words)], capture_output=True, text=True, check=False
            )
        except FileNotFoundError:
            raise Failure("there is no openssl here: run script/setup test") from None
        if done.returncode != 0:
            raise Failure(f"openssl {words[0]}: {done.stderr.strip()}")
