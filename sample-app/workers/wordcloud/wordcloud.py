"""The plugin "wordcloud": draws frequent terms as an SVG picture.

Plain Python 3, standard library only. One JSON-RPC 2.0 message a line: requests come in
on stdin, answers go out on stdout, log lines to stderr.
"""

import itertools
import json
import os
import sys
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from html import escape


class RpcError(Exception):
    """An error with a code, from either side."""

    def __init__(self, code, message):
        super().__init__(message)
        self.code = code


class Host:
    """The application at the other end of the pipes.

    Requests run on threads of their own, so that one may wait for an answer of the
    host's while the next is already at work.
    """

    def __init__(self, handlers):
        self.handlers = handlers
        self.out = sys.stdout.buffer
        self.writing = threading.Lock()
        self.ids = itertools.count(1)
        self.asked = {}
        self.requests = ThreadPoolExecutor(max_workers=8)
        sys.stdout = sys.stderr  # a stray print() must not end up between the messages

    def serve(self):
        """Take messages until the host has gone, and then go too."""
        for line in sys.stdin.buffer:
            message = json.loads(line)
            if "method" in message and "id" in message:
                if message["method"] == "shutdown":
                    threading.Thread(target=self.shut_down, args=(message,)).start()
                else:
                    self.requests.submit(self.answer, message)
            elif "id" in message:
                self.settle(message)
            # anything else is a notification, and this worker needs none of them
        os._exit(0)

    def answer(self, request):
        response = {"jsonrpc": "2.0", "id": request["id"]}
        try:
            handler = self.handlers.get(request["method"])
            if handler is None:
                raise RpcError(-32601, f"No method '{request['method']}'")
            response["result"] = handler(Call(self, request), request.get("params") or {})
        except RpcError as error:
            response["error"] = {"code": error.code, "message": str(error)}
        except Exception as error:
            response["error"] = {"code": -32002, "message": f"{type(error).__name__}: {error}"}
        self.send(response)

    def shut_down(self, request):
        """Finish what is under way, answer, exit. Not on the reader: work may wait for the host."""
        self.requests.shutdown(wait=True)
        self.send({"jsonrpc": "2.0", "id": request["id"], "result": None})
        os._exit(0)

    def ask(self, message):
        """Send a request to the host and wait for its answer."""
        request_id = next(self.ids)
        self.asked[request_id] = future = Future()
        self.send({**message, "id": request_id})
        return future.result(timeout=30)

    def settle(self, answer):
        future = self.asked.pop(answer["id"], None)
        if future is None:
            return
        if "error" in answer:
            future.set_exception(RpcError(answer["error"]["code"], answer["error"]["message"]))
        else:
            future.set_result(answer.get("result"))

    def send(self, message):
        """One message, one line, whole: several threads write here."""
        line = json.dumps(message, ensure_ascii=False).encode("utf-8") + b"\n"
        with self.writing:
            self.out.write(line)
            self.out.flush()


class Call:
    """One request of the host's, and the way to talk back from inside it.

    Whatever is sent from here bears the id of the host's invocation, which tells the
    host on whose behalf.
    """

    def __init__(self, host, request):
        self.host = host
        self.invocation = request.get("paperclipInvocation") or {}

    def ask(self, method, params):
        return self.host.ask(self.message(method, params))

    def log(self, level, message, **meta):
        self.host.send(self.message("log", {"level": level, "message": message, "meta": meta}))

    def message(self, method, params):
        message = {"jsonrpc": "2.0", "method": method, "params": params}
        if "id" in self.invocation:
            message["paperclipInvocationId"] = self.invocation["id"]
        return message


COUNT = {"scopeKind": "instance", "stateKey": "pictures"}
counting = threading.Lock()


def initialize(call, params):
    return {"ok": True, "supportedMethods": ["health", "shutdown", "render"]}


def health(call, params):
    return {"status": "ok", "details": {"python": sys.version.split()[0]}}


def render(call, params):
    """Draw {terms: [{term, count}]}, the more frequent the bigger."""
    terms = params.get("terms")
    if not isinstance(terms, list) or not all(isinstance(t, dict) and "term" in t and "count" in t for t in terms):
        raise RpcError(-32602, "'terms' must be a list of {term, count}")
    svg = draw([(str(t["term"]), float(t["count"])) for t in terms[:40]])
    with counting:
        pictures = (call.ask("state.get", COUNT) or 0) + 1
        call.ask("state.set", {**COUNT, "value": pictures})
    call.log("info", "Drew a word cloud", terms=len(terms), pictures=pictures)
    return {"svg": svg, "pictures": pictures}


def draw(terms, width=640, smallest=15, biggest=52):
    """Set the words in centred lines, as many to a line as fit."""
    most = max((count for _, count in terms), default=1)
    lines, line, used = [], [], 0
    for index, (term, count) in enumerate(terms):
        size = smallest + (biggest - smallest) * (count / most) ** 1.5
        length = len(term) * size * 0.62 + size * 0.5
        if line and used + length > width:
            lines.append((line, used))
            line, used = [], 0
        line.append((term, size, length, (index * 47 + 222) % 360))
        used += length
    if line:
        lines.append((line, used))

    words, y = [], 8.0
    for line, used in lines:
        y += max(size for _, size, _, _ in line) * 1.12
        x = (width - used) / 2
        for term, size, length, hue in line:
            words.append(
                f'<text x="{x + length / 2:.0f}" y="{y:.0f}" font-size="{size:.0f}" '
                f'fill="hsl({hue} 55% 52%)">{escape(term)}</text>'
            )
            x += length
    height = y + 18
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height:.0f}" role="img" '
        f'font-family="system-ui, sans-serif" font-weight="600" text-anchor="middle">{"".join(words)}</svg>'
    )


if __name__ == "__main__":
    Host({"initialize": initialize, "health": health, "render": render}).serve()
