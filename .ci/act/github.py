"""A GitHub on loopback that knows what it will be asked and refuses the rest."""

import http.server
import json
import threading


class GitHub:
    """Answers a script of (request, status, body); keeps every request as lines to compare."""

    def __init__(self, script, token):
        self.script = list(script)
        self.asked = []
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def answer(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                status, reply = outer.next(f"{self.command} {self.path}")
                who = "with the token" if self.headers.get("Authorization") == f"Bearer {token}" else "WITHOUT the token"
                outer.asked.append(f"{self.command} {self.path} ({who}): {status}")
                if body:
                    outer.asked.append(json.loads(body)["body"].rstrip())
                data = json.dumps(reply).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = answer

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def next(self, request):
        if self.script and self.script[0][0] == request:
            return self.script.pop(0)[1:]
        return 418, {"message": "unexpected"}

    def close(self):
        self.server.shutdown()
        self.server.server_close()
        for request, *_ in self.script:
            self.asked.append(f"NEVER ASKED: {request}")
