"""A running kernel, for tests: what a cell gives, and what must not be left of it."""

import json
import os
import time
import unittest
from queue import Empty

import psutil
from jupyter_client.jsonutil import json_default
from jupyter_client.manager import KernelManager

NAME = "convscript"
SOAK = os.environ.get("CONVSCRIPT_SOAK") == "1"
# Longer than anything takes: a limit, not a measure.
PATIENCE = int(os.environ.get("CONVSCRIPT_PATIENCE", "60"))


def soak(long, short):
    return long if SOAK else short


class Cell:
    """The reply to one execute_request and everything that iopub had for it, in order."""

    def __init__(self, msg_id, reply, messages):
        self.msg_id = msg_id
        self.reply = reply["content"]
        self.messages = messages

    def of(self, kind):
        return [m["content"] for m in self.messages if m["msg_type"] == kind]

    def kinds(self):
        return [m["msg_type"] for m in self.messages]

    @property
    def status(self):
        return self.reply["status"]

    @property
    def stdout(self):
        return "".join(m["text"] for m in self.of("stream") if m["name"] == "stdout")

    @property
    def stderr(self):
        return "".join(m["text"] for m in self.of("stream") if m["name"] == "stderr")

    @property
    def result(self):
        """The text of the result, None without one."""
        found = self.of("execute_result")
        return found[0]["data"]["text/plain"] if found else None

    @property
    def error(self):
        found = self.of("error")
        return f"{found[0]['ename']}: {found[0]['evalue']}" if found else None

    def __repr__(self):
        return f"Cell({self.reply} {self.kinds()} out={self.stdout[-300:]!r} err={self.stderr[-300:]!r} {self.error!r})"


class Kernel:
    def __init__(self, env=None, cwd=None):
        self.manager = KernelManager(kernel_name=NAME)
        options = {} if cwd is None else {"cwd": cwd}
        self.manager.start_kernel(env={**os.environ, **(env or {})}, **options)
        self.client = self.manager.client()
        # In ASCII: so half a surrogate pair can be sent, as a browser sends it.
        self.client.session.pack = lambda value: json.dumps(value, default=json_default).encode()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=PATIENCE)
        self.process = psutil.Process(self.manager.provisioner.process.pid)

    def send(self, code, **options):
        return self.client.execute(code, **options)

    def run(self, code, patience=PATIENCE, **options):
        return self.collect(self.send(code, **options), patience)

    def collect(self, msg_id, patience=PATIENCE, answer=None):
        """Everything of one execution. `answer` is called with each input_request."""
        end = time.monotonic() + patience
        messages = []
        while True:
            message = self.next_iopub(end, answer)
            if message["parent_header"].get("msg_id") != msg_id:
                continue
            messages.append(message)
            if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
                return Cell(msg_id, self.reply(msg_id, end - time.monotonic()), messages)

    def next_iopub(self, end, answer=None):
        while time.monotonic() < end:
            if answer is not None and self.client.stdin_channel.msg_ready():
                answer(self.client.get_stdin_msg(timeout=1))
            try:
                return self.client.get_iopub_msg(timeout=0.2 if answer else max(0.1, end - time.monotonic()))
            except Empty:
                continue
        raise TimeoutError("the cell has not ended: no idle status")

    def until(self, wanted, patience=PATIENCE):
        """The next iopub message for which `wanted` holds; those before it are dropped."""
        end = time.monotonic() + patience
        while True:
            message = self.next_iopub(end)
            if wanted(message):
                return message

    def until_output(self, text):
        """Waits until a cell has printed the text: then it runs."""
        seen = ""

        def has(message):
            nonlocal seen
            if message["msg_type"] == "stream":
                seen += message["content"]["text"]
            return text in seen

        return self.until(has)

    def reply(self, msg_id, patience=PATIENCE):
        end = time.monotonic() + max(patience, 5)
        while time.monotonic() < end:
            message = self.client.get_shell_msg(timeout=end - time.monotonic())
            if message["parent_header"].get("msg_id") == msg_id:
                return message
        raise TimeoutError("no reply on shell")

    def control(self, kind, content=None, patience=PATIENCE):
        """Sends on the control channel and gives the reply with its seconds."""
        message = self.client.session.msg(kind, content or {})
        began = time.monotonic()
        self.client.control_channel.send(message)
        while True:
            reply = self.client.get_control_msg(timeout=patience)
            if reply["parent_header"].get("msg_id") == message["header"]["msg_id"]:
                return reply, time.monotonic() - began

    def ask(self, kind, content, patience=PATIENCE):
        """A request on shell; its reply's content."""
        message = self.client.session.msg(kind, content)
        self.client.shell_channel.send(message)
        return self.reply(message["header"]["msg_id"], patience)["content"]

    def interrupt(self):
        reply, seconds = self.control("interrupt_request")
        assert reply["content"]["status"] == "ok", reply["content"]
        return seconds

    def executor(self):
        """The process in which cells run: the largest child."""
        children = self.process.children(recursive=True)
        return max(children, key=lambda child: child.memory_info().rss)

    def family(self):
        return [self.process, *self.process.children(recursive=True)]

    def stop(self):
        self.client.stop_channels()
        if self.manager.has_kernel:
            self.manager.shutdown_kernel()


class KernelTest(unittest.TestCase):
    """One kernel for all tests of a class; after them nothing of it is left."""

    env = {}

    @classmethod
    def setUpClass(cls):
        cls.kernel = Kernel(env=cls.env)

    @classmethod
    def tearDownClass(cls):
        family = cls.kernel.family()
        cls.kernel.stop()
        gone, alive = psutil.wait_procs(family, timeout=10)
        if alive:
            raise AssertionError(f"left after shutdown: {[' '.join(one.cmdline()) for one in alive]}")

    def run_cell(self, code, **options):
        return self.kernel.run(code, **options)

    def ok(self, code, **options):
        cell = self.kernel.run(code, **options)
        self.assertEqual(cell.status, "ok", cell)
        return cell

    def works(self, kernel=None):
        """The kernel answers the next cell."""
        cell = (kernel or self.kernel).run("6 * 7")
        self.assertEqual((cell.status, cell.result), ("ok", "42"), cell)


def lines(count):
    return "".join(f"{i}\n" for i in range(count))


def quoted(text):
    """A TypeScript literal."""
    return json.dumps(text)
