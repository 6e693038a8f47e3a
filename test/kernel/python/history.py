"""History: tail, range, search, in this run and across runs."""

import os
import tempfile
import unittest

from kernel import Kernel, KernelTest

CELLS = ["const apple = 1", "apple + 1", "apple + 2", "apple + 1", '"pear"']


def history(kernel, kind, **options):
    content = {"output": False, "raw": True, "hist_access_type": kind, **options}
    reply = kernel.ask("history_request", content)
    assert reply["status"] == "ok", reply
    return reply["history"]


class History(KernelTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for code in CELLS:
            assert cls.kernel.run(code).status == "ok"
        cls.kernel.run("apple + 100", silent=True)
        cls.kernel.run("apple + 200", store_history=False)

    def inputs(self, kind, **options):
        return [one[2] for one in history(self.kernel, kind, **options)]

    def test_tail(self):
        """the last n, oldest first; silent and unstored cells are not kept"""
        self.assertEqual(self.inputs("tail", n=3), CELLS[-3:])
        self.assertEqual(self.inputs("tail", n=len(CELLS)), CELLS)

    def test_range(self):
        session = history(self.kernel, "tail", n=1)[0][0]
        self.assertEqual(self.inputs("range", session=session, start=2, stop=4), CELLS[1:3])
        # Session 0 is the present one, -1 the one before it.
        self.assertEqual(self.inputs("range", session=0, start=1, stop=3), CELLS[0:2])

    def test_search(self):
        """glob patterns match whole inputs"""
        self.assertEqual(self.inputs("search", pattern="apple + ?", n=10), CELLS[1:4])
        self.assertEqual(self.inputs("search", pattern="*pear*", n=10), CELLS[4:])
        self.assertEqual(self.inputs("search", pattern="pear", n=10), [])
        self.assertEqual(self.inputs("search", pattern="apple + ?", n=2), CELLS[2:4])

    def test_unique(self):
        found = self.inputs("search", pattern="apple + ?", n=10, unique=True)
        self.assertEqual(sorted(found), ["apple + 1", "apple + 2"])

    def test_outputs(self):
        rows = history(self.kernel, "tail", n=1, output=True)
        self.assertEqual(rows[0][2], ['"pear"', "pear"])

    def test_hostile_requests(self):
        """whatever is asked for, there is an answer"""
        for options in [{"n": -1}, {"n": 0}, {"n": 10**9}, {}, {"pattern": "[", "n": 1}, {"session": 10**9, "start": -5, "stop": 99}]:
            for kind in ["tail", "range", "search", "nonsense"]:
                with self.subTest(kind=kind, options=options):
                    content = {"output": False, "raw": True, "hist_access_type": kind, **options}
                    self.assertIn(self.kernel.ask("history_request", content)["status"], ("ok", "error"))


class AcrossRuns(unittest.TestCase):
    def test_kept_across_runs(self):
        """a later kernel finds what an earlier one ran, under another session; two at a time lose nothing"""
        with tempfile.TemporaryDirectory() as home:
            env = {"XDG_DATA_HOME": home, "XDG_STATE_HOME": home, "JUPYTER_DATA_DIR": home, "IPYTHONDIR": home}
            self.run_cells(env, "const mango = 1")
            first, second = Kernel(env), Kernel(env)
            first.run("2 // first")
            second.run("3 // second")
            first.stop()
            second.stop()
            last = Kernel(env)
            found = history(last, "tail", n=10)
            last.stop()
        self.assertEqual({one[2] for one in found}, {"const mango = 1", "2 // first", "3 // second"})
        self.assertEqual(len({one[0] for one in found}), 3)

    def test_damaged_file(self):
        """a history file that was cut short or overwritten does not stop the kernel"""
        with tempfile.TemporaryDirectory() as home:
            env = {"XDG_DATA_HOME": home, "XDG_STATE_HOME": home, "JUPYTER_DATA_DIR": home, "IPYTHONDIR": home}
            self.run_cells(env, "const mango = 1", "mango + 1")
            files = [os.path.join(folder, name) for folder, _, names in os.walk(home) for name in names if "istory" in os.path.join(folder, name)]
            self.assertTrue(files, "no history file was found")
            for file in files:
                with open(file, "r+b") as handle:
                    handle.seek(0, 2)
                    handle.truncate(max(0, handle.tell() - 7))
                    handle.write(os.urandom(50))
            self.run_cells(env, "6 * 7")

    def run_cells(self, env, *cells):
        kernel = Kernel(env)
        for code in cells:
            self.assertEqual(kernel.run(code).status, "ok")
        kernel.stop()
