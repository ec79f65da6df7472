"""One raw HTTP connection: sends bytes as they are, tells every answer that came and whether the server closed."""
import re
import socket
import time


class Raw:
    def __init__(self, site, address="127.0.0.1", timeout=30):
        self.socket = socket.create_connection(("127.0.0.1", site.http_port), timeout=timeout, source_address=(address, 0))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.heard, self.closed = b"", False

    def __enter__(self):
        return self

    def __exit__(self, *problem):
        self.socket.close()

    def send(self, data):
        try:
            self.socket.sendall(data)
        except ConnectionError:
            self.closed = True

    def listen(self, answers=1, seconds=30):
        """Hears until so many answers came, or the server closed, or the time is over: [(status, code of a problem or None)]."""
        deadline = time.monotonic() + seconds
        while len(self.answers()) < answers and not self.closed and (left := deadline - time.monotonic()) > 0:
            self.socket.settimeout(left)
            try:
                part = self.socket.recv(1 << 16)
            except socket.timeout:
                break
            except ConnectionError:
                part = b""
            self.closed = self.closed or not part
            self.heard += part
        return self.answers()

    def answers(self):
        found, rest = [], self.heard
        while True:
            head, mark, rest = rest.partition(b"\r\n\r\n")
            if not mark:
                return found
            status = int(head[9:12])
            if status == 100:
                continue
            length = re.search(rb"\r\ncontent-length: (\d+)", head, re.I)
            size = int(length[1]) if length else 0
            if len(rest) < size:
                return found
            code = re.search(rb'"code":"([A-Z_]+)"', rest[:size])
            found.append((status, code[1].decode() if code else None))
            rest = rest[size:]

    def ends(self, seconds=5):
        """Does the server close? False: not within that time."""
        self.listen(1 << 30, seconds)
        return self.closed


def get(path, **fields):
    return request("GET", path, **fields)


def request(method, path, body=None, **fields):
    lines = [f"{method} {path} HTTP/1.1", "Host: a"] + [f"{name.replace('_', '-')}: {value}" for name, value in fields.items()]
    if body is not None:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + (body or b"")
