"""A worker that does to its pipes what it is told. One thread; starts in a few hundredths of a second."""

import base64
import heapq
import json
import os
import random
import select
import signal
import sys
import time

STDIN, STDOUT, STDERR = 0, 1, 2
CHUNK = 64 * 1024
FILL = b"x" * 2 * 1024 * 1024

ignores_shutdown = "ignore-shutdown" in sys.argv
channel = "progress"
later = []  # (due, line)
collecting = []  # (id, how many answers of the host, those that came)
asked = {}  # id of a request of ours -> what to do with the answer
last_id = 0


def write(fd, data):
    view = memoryview(data)
    while view:
        view = view[os.write(fd, view):]


def line(**message):
    return json.dumps({"jsonrpc": "2.0", **message}, separators=(",", ":")).encode() + b"\n"


def answer(id, result=None):
    write(STDOUT, line(id=id, result=result))


def notify(method, **params):
    write(STDOUT, line(method=method, params=params))


def ask(method, params, invocation, then):
    global last_id
    last_id += 1
    asked["q%d" % last_id] = then
    extra = {"paperclipInvocationId": invocation} if invocation else {}
    write(STDOUT, line(id="q%d" % last_id, method=method, params=params, **extra))


def write_batched(fd, pieces):
    batch = bytearray()
    for piece in pieces:
        batch += piece
        if len(batch) >= CHUNK:
            write(fd, batch)
            batch.clear()
    write(fd, batch)


# Bytes


def write_bytes(id, params):
    """Write exactly these bytes, each piece by itself; @ID@ stands for the id of this call, @FILL@ for a lot.

    The result is null, or as many answers of the host as are expected, as they came.
    """
    for piece in params["pieces"]:
        data = base64.b64decode(piece).replace(b"@ID@", str(id).encode()).replace(b"@FILL@", FILL)
        write(params.get("fd", STDOUT), data)
    if params.get("expect"):
        collecting.append((id, params["expect"], []))
    elif params.get("answer", True):
        answer(id)


def repeat(id, params):
    """Write the same bytes over and over."""
    piece = base64.b64decode(params["piece"])
    once = max(1, CHUNK // len(piece))
    count = params["count"]
    block = piece * once
    for _ in range(count // once):
        write(params.get("fd", STDOUT), block)
    write(params.get("fd", STDOUT), piece * (count % once))
    answer(id)


# Floods


def flood(id, params):
    """Notifications of one kind, numbered from 0."""
    head, tail = {
        "log": (b'{"jsonrpc":"2.0","method":"log","params":{"level":"info","message":"', b'"}}\n'),
        "stream": (b'{"jsonrpc":"2.0","method":"streams.emit","params":{"channel":"flood","event":', b"}}\n"),
    }[params["kind"]]
    write_batched(STDOUT, (head + b"%d" % n + tail for n in range(params["count"])))
    answer(id)


def flood_host(id, params):
    """Requests, all written before the first answer is read; in the end what became of them."""
    outcomes = {}
    seen = set()
    count = params["count"]

    def count_answer(message):
        seen.add(message["id"])
        outcome = "result" if "result" in message else str(message["error"]["code"])
        outcomes[outcome] = outcomes.get(outcome, 0) + 1
        if sum(outcomes.values()) == count:
            answer(id, {"answers": len(seen), "outcomes": outcomes})

    for n in range(count):
        asked["f%d" % n] = count_answer
    head = b'{"jsonrpc":"2.0","id":"f%d","method":"' + params["method"].encode() + b'","params":{"n":%d}}\n'
    write_batched(STDOUT, (head % (n, n) for n in range(count)))


def flood_deaf(id, params):
    """Requests without end from a worker that never reads its stdin again."""
    piece = b'{"jsonrpc":"2.0","id":"deaf","method":"' + params["method"].encode() + b'","params":{}}\n'
    while True:
        write(STDOUT, piece * 500)


# Work and faults


def work(id, params, invocation):
    """What a good worker does in a call: logs, streams, asks the host, and answers what it was given."""
    notify("log", level="debug", message="working", meta={"n": params["n"]})
    for n in range(params.get("events", 0)):
        notify("streams.emit", channel=channel, companyId="acme", event=params["n"])
    ask("store", {"n": params["n"]}, invocation, lambda message: answer(id, {
        "n": params["n"], "stored": message.get("result"), "error": message.get("error", {}).get("code")}))


def slow(id, params):
    heapq.heappush(later, (time.monotonic() + params["millis"] / 1000, line(id=id, result={"n": params["n"]})))


def garbage(id, params):
    """Anything but messages, yet in whole lines, so that the answer after it is whole."""
    chance = random.Random(params["seed"])
    for _ in range(params["count"]):
        length = chance.choice((0, 1, 10, 100, 5000))
        write(STDOUT, b"!" + chance.randbytes(length).replace(b"\n", b"?") + b"\n")
    answer(id)


def ignore_shutdown(id, params):
    global ignores_shutdown
    ignores_shutdown = True
    answer(id)


def half_a_line(id, params):
    write(STDOUT, line(id=id, result="never whole")[:20])
    os._exit(params.get("code", 3))


def complain(id, params):
    for n in range(params["count"]):
        write(STDERR, b"complaint %d\n" % n)
    answer(id)


def close(id, params):
    answer(id)
    os.close(params["fd"])
    if params["fd"] != STDERR:
        while True:
            signal.pause()


def freeze(id, params):
    os.kill(os.getpid(), signal.SIGSTOP)
    answer(id)


def deaf(id, params):
    while True:
        signal.pause()


METHODS = {
    "write": write_bytes,
    "repeat": repeat,
    "flood": flood,
    "floodHost": flood_host,
    "floodDeaf": flood_deaf,
    "slow": slow,
    "garbage": garbage,
    "ignoreShutdown": ignore_shutdown,
    "halfALine": half_a_line,
    "complain": complain,
    "close": close,
    "freeze": freeze,
    "deaf": deaf,
    "echo": lambda id, params: answer(id, params),
    "health": lambda id, params: answer(id, {"status": "ok"}),
    "silence": lambda id, params: None,
    "exit": lambda id, params: os._exit(params["code"]),
}


def handle(text):
    message = json.loads(text)
    method, id = message.get("method"), message.get("id")
    if method is None and collecting:
        call, count, answers = collecting[0]
        answers.append(text.decode())
        if len(answers) == count:
            collecting.pop()
            answer(call, answers)
    elif method is None:
        then = asked.pop(id, None)
        if then:
            then(message)
    elif method == "initialize":
        answer(id, {"ok": True, "supportedMethods": sorted(METHODS)})
        if "stream" in sys.argv:
            notify("streams.open", channel=channel, companyId="acme")
    elif method == "shutdown":
        if not ignores_shutdown:
            if "stream" in sys.argv:
                notify("streams.close", channel=channel, companyId="acme")
            answer(id)
            os._exit(0)
    elif method == "work":
        work(id, message["params"], message.get("paperclipInvocation", {}).get("id"))
    elif method in METHODS:
        METHODS[method](id, message["params"])
    elif id is not None:
        write(STDOUT, line(id=id, error={"code": -32601, "message": "No method '%s'" % method}))


def main():
    rest = b""
    while True:
        wait = max(0, later[0][0] - time.monotonic()) if later else None
        if select.select([STDIN], [], [], wait)[0]:
            data = os.read(STDIN, CHUNK)
            if not data:
                return
            lines = (rest + data).split(b"\n")
            rest = lines.pop()
            for text in lines:
                handle(text)
        while later and later[0][0] <= time.monotonic():
            write(STDOUT, heapq.heappop(later)[1])


try:
    main()
except BrokenPipeError:
    pass
os._exit(0)
