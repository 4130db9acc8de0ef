"""A worker that lies about what it has read, in the way its argument says. Answers `initialize` like a good one."""

import fcntl
import json
import os
import re
import struct
import subprocess
import sys
import termios
import time

ID = re.compile(rb'"id":(\d+)[,}]')
PATIENCE = 600


def write(data):
    view = memoryview(data)
    while view:
        view = view[os.write(1, view):]


def answer(id, result=None):
    write(b'{"jsonrpc":"2.0","id":%d,"result":%s}\n' % (id, json.dumps(result).encode()))


def read_line():
    line = bytearray()
    while not line.endswith(b"\n"):
        byte = os.read(0, 1)
        if not byte:
            os._exit(0)
        line += byte
    return bytes(line)


def idle():
    time.sleep(PATIENCE)
    os._exit(0)


def lie_ahead(first):
    """Answer what may come next, and read nothing."""
    guess = 0
    while True:
        for id in (guess, first + guess, first - guess, 2 * first + guess):
            if id >= 0:
                answer(id, {"status": "ok"})
        guess += 1
        time.sleep(0.001)


def lie_again(first):
    """Answer one call for ever, and read nothing."""
    while True:
        answer(first)
        time.sleep(0.001)


def answer_heads(first):
    """Read no more of a call than its id before it is answered."""
    while True:
        head = bytearray()
        while not ID.search(head):
            head += os.read(0, 1)
        answer(int(ID.search(head)[1]))
        time.sleep(0.2)
        while not head.endswith(b"\n"):
            head += os.read(0, 1)


def read_slowly(first):
    while True:
        os.read(0, 1)
        time.sleep(0.01)


def answer_cancelled(first):
    """Answer, again and again, what is cancelled."""
    while True:
        message = json.loads(read_line())
        if message.get("method") == "$/cancelRequest":
            for _ in range(10):
                answer(message["params"]["id"])


def answer_twice(first):
    while True:
        message = json.loads(read_line())
        if "id" in message:
            answer(message["id"], message["params"])
            answer(message["id"])


def answer_control(first):
    """Answer what keeps it alive, and nothing else."""
    while True:
        message = json.loads(read_line())
        if message.get("method") == "health":
            answer(message["id"], {"status": "ok"})


def fill(first):
    """Write to its own stdin until no more fits, and ask the host meanwhile."""
    own = os.open("/proc/self/fd/0", os.O_WRONLY | os.O_NONBLOCK)
    try:
        while True:
            os.write(own, b"x" * 4096)
    except BlockingIOError:
        pass
    try:
        while True:
            os.write(own, b"x")
    except BlockingIOError:
        idle()


def fill_and_ask(first):
    """Have a handler of the host write to a full pipe."""
    pid = os.fork()
    if pid == 0:
        fill(first)
    time.sleep(0.2)
    while True:
        write(b'{"jsonrpc":"2.0","id":"q","method":"ping","params":{}}\n')
        time.sleep(0.05)


def shrink(first):
    """Make the pipe a single page, and leave one byte unread where the page ends."""
    F_SETPIPE_SZ = 1031
    fcntl.fcntl(0, F_SETPIPE_SZ, 4096)
    while True:
        line = bytearray()
        while not line.endswith(b"}}"):
            line += os.read(0, 1)
        if ID.search(line):
            answer(int(ID.search(line)[1]))
        for _ in range(20):
            unread = struct.unpack("i", fcntl.ioctl(0, termios.FIONREAD, bytes(4)))[0]
            if unread > 1:
                break
            time.sleep(0.05)
        else:
            idle()


def close(first):
    os.close(0)
    idle()


def hand_on(first):
    """Leave its stdin to a child in another session, which never reads, and fill it."""
    subprocess.Popen(["sleep", str(PATIENCE)], start_new_session=True, stdout=subprocess.DEVNULL,
                     stderr=subprocess.DEVNULL)
    fill(first)


def stop_after(first):
    """Be a good worker for some calls, and then read nothing."""
    for _ in range(10):
        message = json.loads(read_line())
        if "id" in message:
            answer(message["id"], message.get("params"))
    idle()


def never(first):
    idle()


def main():
    first = json.loads(read_line())["id"]
    lie = {
        "ahead": lie_ahead, "again": lie_again, "heads": answer_heads, "slowly": read_slowly,
        "cancelled": answer_cancelled, "twice": answer_twice, "control": answer_control, "fill": fill,
        "fill-and-ask": fill_and_ask, "shrink": shrink, "close": close, "hand-on": hand_on, "after": stop_after,
        "never": never,
    }[sys.argv[1]]
    answer(first, {"ok": True, "supportedMethods": ["configChanged"]})
    lie(first)


try:
    main()
except BrokenPipeError:
    pass
os._exit(0)
