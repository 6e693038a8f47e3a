"""The executor dies, however: the cell ends with an error that says so, the kernel stays connected, the next cell works."""

import os
import random
import signal
import tempfile
import time
import unittest

import psutil

from kernel import Kernel, KernelTest, PATIENCE, soak

ENDS = {
    "process.exit": "process.exit(3)",
    "process.exit(0)": "process.exit()",
    "process.abort": "process.abort()",
    "exit in a timer that the cell awaits": "setTimeout(() => process.exit(1), 50); await new Promise(() => {});",
    "kill itself": 'process.kill(process.pid, "SIGKILL"); for (;;) {}',
    "segmentation fault": 'process.kill(process.pid, "SIGSEGV"); for (;;) {}',
    "stack overflow in native code": 'const deep: unknown[] = []; let at: unknown[] = deep; for (let i = 0; i < 1e6; i++) { const next: unknown[] = []; at.push(next); at = next; } structuredClone(deep)',
}


class Death(KernelTest):
    def test_ends(self):
        """each way to die"""
        for what, code in ENDS.items():
            with self.subTest(what=what):
                self.ok("globalThis.alive = 1")
                cell = self.run_cell(code)
                self.assertEqual(cell.status, "error", cell)
                self.assertTrue(cell.reply["evalue"])
                self.works()

    def test_death_is_told(self):
        """the error says what happened and that names are gone"""
        cell = self.run_cell("process.exit(3)")
        self.assertRegex(cell.reply["evalue"], r"exit|3")
        self.assertEqual(self.ok("typeof globalThis.alive").result, "undefined")

    def test_death_between_cells(self):
        self.ok("1")
        self.kernel.executor().kill()
        time.sleep(0.5)
        self.works()

    def test_killed_while_a_cell_runs(self):
        """time after time"""
        for i in range(soak(20, 4)):
            with self.subTest(round=i):
                msg_id = self.kernel.send('console.log("go"); for (;;) {}')
                self.kernel.until_output("go")
                self.kernel.executor().kill()
                cell = self.kernel.collect(msg_id)
                self.assertEqual(cell.status, "error")
                self.works()
        self.assertLessEqual(len(self.kernel.family()), 4)

    def test_queue_behind_a_death(self):
        ids = [self.kernel.send("process.exit(1)"), self.kernel.send("1 + 1")]
        self.assertEqual(self.kernel.collect(ids[0]).status, "error")
        self.assertIn(self.kernel.reply(ids[1])["content"]["status"], ("aborted", "ok"))
        self.works()

    def test_output_before_a_death_arrives(self):
        cell = self.run_cell('console.log("last words"); process.exit(1)')
        self.assertIn("last words", cell.stdout)

    def test_networks_are_known_no_more(self):
        """after a death neither language claims names that are gone"""
        self.ok("net gone = input 8x8x1 | fc-10")
        self.run_cell("process.exit(1)")
        self.assertEqual(self.run_cell("show gone").status, "error")
        self.ok("net gone = input 8x8x1 | fc-5")


class OutOfMemory(KernelTest):
    env = {"NODE_OPTIONS": "--max-old-space-size=150"}

    def test_out_of_memory(self):
        cell = self.run_cell("const hoard: unknown[] = []; for (;;) hoard.push(new Array(1000).fill(hoard.length));", patience=120)
        self.assertEqual(cell.status, "error", cell)
        self.assertRegex(cell.reply["evalue"], "memory|died|ended|exit|SIG")
        self.works()


class NothingStays(unittest.TestCase):
    """However a kernel is ended, no process, port or file of it is left."""

    def gone(self, family, ports, scratch):
        _, alive = psutil.wait_procs(family, timeout=15)
        self.assertEqual([" ".join(one.cmdline()) for one in alive], [])
        listening = {one.laddr.port for one in psutil.net_connections("tcp") if one.status == psutil.CONN_LISTEN}
        self.assertEqual(listening & ports, set())
        self.assertEqual(os.listdir(scratch), [])

    def check(self, end, code='console.log("go"); for (;;) {}'):
        with tempfile.TemporaryDirectory() as scratch:
            kernel = Kernel({"TMPDIR": scratch})
            ports = set(kernel.manager.ports)
            family = kernel.family()
            kernel.send(code)
            kernel.until_output("go")
            end(kernel)
            self.gone(family, ports, scratch)
            kernel.client.stop_channels()
            kernel.manager.cleanup_resources()

    def test_kernel_killed(self):
        """SIGKILL of the process with the sockets, while a cell spins, waits or trains"""
        codes = [
            'console.log("go"); for (;;) {}',
            'console.log("go"); await new Promise(() => {});',
            'console.log("go"); await train(net`input 8x8x1 | fc-10 | softmax`, data("digits"), { epochs: 1e6 });',
        ]
        for code in codes:
            with self.subTest(code=code):
                self.check(lambda kernel: kernel.process.kill(), code)

    def test_kernel_killed_as_a_training_begins(self):
        """at random moments, while TensorFlow and the graph are loaded"""
        rng = random.Random(3)
        code = 'console.log("go"); await train(net`input 8x8x1 | fc-10 | softmax`, data("digits"), { epochs: 1e6 });'
        for i in range(soak(30, 3)):

            def end(kernel):
                time.sleep(rng.uniform(0, 0.6))
                if i % 2:
                    kernel.executor().kill()
                    time.sleep(0.5)
                kernel.process.kill()

            with self.subTest(round=i):
                self.check(end, code)

    def test_kernel_ended(self):
        """SIGTERM"""
        self.check(lambda kernel: kernel.process.terminate())

    def test_all_killed(self):
        def end(kernel):
            for one in kernel.family():
                one.kill()

        self.check(end)

    def test_shut_down(self):
        self.check(lambda kernel: kernel.control("shutdown_request", {"restart": False}))

    def test_killed_after_an_executor_died(self):
        def end(kernel):
            kernel.executor().kill()
            time.sleep(0.5)
            kernel.process.kill()

        self.check(end)

    def test_parent_gone(self):
        """the process that started the kernel is killed: the kernel ends too (JPY_PARENT_PID)"""
        script = (
            "import time, sys; from kernel import Kernel; k = Kernel(); k.send('for (;;) {}');"
            "print(*[p.pid for p in k.family()], flush=True); time.sleep(600)"
        )
        import subprocess
        import sys

        parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
        family = [psutil.Process(int(pid)) for pid in parent.stdout.readline().split()]
        parent.send_signal(signal.SIGKILL)
        parent.wait()
        parent.stdout.close()
        _, alive = psutil.wait_procs(family, timeout=20)
        self.assertEqual(alive, [])

    def test_children_of_a_cell(self):
        """a process that a cell started ends with the kernel's executor, or is the user's: the kernel ends either way"""
        self.check(
            lambda kernel: kernel.control("shutdown_request", {"restart": False}),
            'const { spawn } = await import("node:child_process"); const sleeper = spawn("sleep", ["3"]); console.log("go");',
        )
