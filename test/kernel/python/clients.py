"""Other front ends, on a small notebook of both languages with a training."""

import json
import os
import subprocess
import sys
import tempfile
import time
import unittest

import nbformat
import pexpect
import psutil
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from jupyter_client.manager import KernelManager
from kernel import NAME, PATIENCE

CELLS = [
    "data digits\nnet reader = input 8x8x1 | conv3-8 | maxpool2 | fc-10 | softmax",
    "const params: number = reader.totals.params;\nparams",
    "train reader on digits epochs=3 batch=64 seed=1",
    'console.log("epochs", reader.history.loss.length);',
    "test reader on digits",
    "reader",
]


def notebook(cells=CELLS):
    book = new_notebook(cells=[new_markdown_cell("# A reader of digits"), *map(new_code_cell, cells)])
    book.metadata["kernelspec"] = {"name": NAME, "display_name": "ConvScript", "language": "typescript"}
    return book


def types(cell):
    return [set(out.get("data", {})) for out in cell.outputs]


class Clients(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.file = os.path.join(self.folder, "digits.ipynb")
        nbformat.write(notebook(), self.file)

    def tearDown(self):
        left = [one.info["cmdline"] for one in psutil.process_iter(["cmdline"]) if self.folder in " ".join(one.info["cmdline"] or [])]
        self.assertEqual(left, [])

    def jupyter(self, *args):
        done = subprocess.run([sys.executable, "-m", *args], cwd=self.folder, capture_output=True, text=True, timeout=180)
        self.assertEqual(done.returncode, 0, done.stderr[-3000:])
        return done

    def check(self, file):
        """The cells' results are there, and the training's last figure once."""
        cells = [one for one in nbformat.read(file, 4).cells if one.cell_type == "code"]
        for cell in cells:
            self.assertNotIn("error", [out.output_type for out in cell.outputs], cell.outputs)
        self.assertEqual(cells[1].outputs[0]["data"]["text/plain"], "1370")
        self.assertTrue(any("image/png" in one for one in types(cells[2])), types(cells[2]))
        self.assertEqual(cells[3].outputs[0]["text"], "epochs 3\n")
        self.assertTrue(cells[4].outputs)
        self.assertTrue(any("text/html" in one for one in types(cells[5])))

    def test_nbclient(self):
        book = nbformat.read(self.file, 4)
        NotebookClient(book, timeout=120, kernel_name=NAME).execute()
        out = os.path.join(self.folder, "out.ipynb")
        nbformat.write(book, out)
        nbformat.validate(book)
        self.check(out)

    def test_nbclient_tells_an_error(self):
        book = notebook(["1 + 1", 'throw new Error("on purpose")', "2"])
        with self.assertRaises(CellExecutionError) as caught:
            NotebookClient(book, timeout=60, kernel_name=NAME).execute()
        self.assertIn("on purpose", str(caught.exception))

    def test_nbconvert_execute(self):
        self.jupyter("nbconvert", "--to", "notebook", "--execute", "--output", "out.ipynb", "digits.ipynb")
        self.check(os.path.join(self.folder, "out.ipynb"))

    def test_nbconvert_html(self):
        """the page holds the figures as pictures"""
        self.jupyter("nbconvert", "--to", "html", "--execute", "digits.ipynb")
        with open(os.path.join(self.folder, "digits.html")) as file:
            page = file.read()
        self.assertIn("data:image/png;base64,", page)
        self.assertNotIn("/kernels/", page.split("<body")[0])

    def test_papermill(self):
        self.jupyter("papermill", "--no-progress-bar", "digits.ipynb", "out.ipynb")
        self.check(os.path.join(self.folder, "out.ipynb"))

    def test_jupyter_run(self):
        done = self.jupyter("jupyter", "execute", "--inplace", "digits.ipynb")
        self.check(self.file)
        self.assertNotIn("Traceback", done.stderr)

    def test_console(self):
        """jupyter console: prompts, results, several lines, errors, the end"""
        command = ["-m", "jupyter", "console", f"--kernel={NAME}", "--simple-prompt"]
        child = pexpect.spawn(sys.executable, command, cwd=self.folder, encoding="utf-8", timeout=PATIENCE, dimensions=(50, 160))
        child.expect(r"In \[1\]:")
        child.sendline("6 * 7")
        child.expect(r"Out\[1\]: ?\s*42")
        child.expect(r"In \[2\]:")
        child.sendline('throw new Error("on purpose")')
        child.expect("on purpose")
        child.expect(r"In \[3\]:")
        child.sendline("net small = input 8x8x1 | fc-10")
        child.expect(r"In \[4\]:")
        child.sendline("small.totals.params")
        child.expect("650")
        child.sendline("Math.sqrt?")
        child.expect("square root")
        child.sendline('await input("who? ")')
        child.expect(r"who\? ")
        child.sendline("Ada")
        child.expect(r"Out\[\d\]: ?\s*Ada")
        child.sendline("for (;;) {}")
        time.sleep(1)
        child.sendintr()
        child.expect("Interrupted")
        child.sendline("6 * 8")
        child.expect("48")
        child.sendeof()
        child.expect("Do you really want to exit")
        child.sendline("y")
        child.expect(pexpect.EOF)
        child.close()

    def test_vs_code(self):
        """the order in which VS Code's client speaks: questions before the first cell, silent cells, several requests at once, restart"""
        manager = KernelManager(kernel_name=NAME)
        manager.start_kernel(cwd=self.folder)
        self.addCleanup(manager.cleanup_resources)
        client = manager.client()
        client.start_channels()
        try:
            self.speak(client)
            client.stop_channels()
            manager.restart_kernel(now=False)
            client = manager.client()
            client.start_channels()
            self.speak(client)
        finally:
            client.stop_channels()
            manager.shutdown_kernel(now=False)

    def speak(self, client):
        def send(kind, content, channel=client.shell_channel):
            message = client.session.msg(kind, content, metadata={"cellId": "vscode-notebook-cell:/digits.ipynb#W0sZmlsZQ=="})
            channel.send(message)
            return message["header"]["msg_id"]

        replies = {}

        def reply(get, msg_id):
            while msg_id not in replies:
                message = get(timeout=PATIENCE)
                replies[message["parent_header"].get("msg_id")] = message["content"]
            return replies[msg_id]

        execute = {"silent": False, "store_history": True, "user_expressions": {}, "allow_stdin": True, "stop_on_error": False}
        info = send("kernel_info_request", {})
        comms = send("comm_info_request", {"target_name": "jupyter.widget"})
        control = send("kernel_info_request", {}, client.control_channel)
        quiet = send("execute_request", {**execute, "code": "1", "silent": True, "store_history": False})
        self.assertEqual(reply(client.get_shell_msg, info)["status"], "ok")
        self.assertEqual(reply(client.get_shell_msg, comms), {"status": "ok", "comms": {}})
        self.assertEqual(reply(client.get_control_msg, control)["language_info"]["name"], "typescript")
        self.assertEqual(reply(client.get_shell_msg, quiet)["status"], "ok")
        failing = send("execute_request", {**execute, "code": "throw new Error('on purpose')"})
        cell = send("execute_request", {**execute, "code": "6 * 7"})
        ended = {one: reply(client.get_shell_msg, one) for one in (failing, cell)}
        self.assertEqual([one["status"] for one in ended.values()], ["error", "ok"])
        self.assertEqual(ended[cell]["execution_count"], 2)
        seen = []
        while seen[-1:] != ["idle"]:
            message = client.get_iopub_msg(timeout=PATIENCE)
            if message["parent_header"].get("msg_id") == cell:
                seen.append(message["content"].get("execution_state", message["msg_type"]))
        self.assertEqual(seen, ["busy", "execute_input", "execute_result", "idle"])

    def test_kernelspec(self):
        done = self.jupyter("jupyter", "kernelspec", "list", "--json")
        spec = json.loads(done.stdout)["kernelspecs"][NAME]
        files = set(os.listdir(spec["resource_dir"]))
        self.assertTrue({"kernel.json", "logo-32x32.png", "logo-64x64.png", "logo-svg.svg"} <= files, files)
        self.assertTrue(any("plotly" in one for one in files), files)
        self.assertEqual(spec["spec"]["interrupt_mode"], "message")
        self.assertEqual(spec["spec"]["language"], "typescript")
        for name in files:
            self.assertFalse(os.path.islink(os.path.join(spec["resource_dir"], name)))
