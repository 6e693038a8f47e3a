"""Cells that nobody means well: an error or a sensible display, and the next cell works."""

import time
import unittest

import psutil

from kernel import Kernel, KernelTest, quoted

SHOWN = {
    "a getter that throws": "({ get bad() { throw new Error('getter'); }, fine: 1 })",
    "a proxy that throws": "new Proxy({}, { get() { throw new Error('trap'); }, ownKeys() { throw new Error('trap'); } })",
    "a revoked proxy": "const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); proxy",
    "a cycle": "const ring: any = { a: [1] }; ring.self = ring; ring.a.push(ring); ring",
    "a deep value": "let deep: any = 0; for (let i = 0; i < 50_000; i++) deep = [deep]; deep",
    "a wide value": "Array.from({ length: 200_000 }, (_, i) => ({ i }))",
    "a large typed array": "new Float32Array(5_000_000)",
    "a long text": '"x".repeat(5_000_000)',
    "toString that throws": "({ toString() { throw 1; }, toJSON() { throw 2; }, inspect() { throw 3; } })",
    "custom inspection that throws": "({ [Symbol.for('nodejs.util.inspect.custom')]() { throw new Error('inspect'); } })",
    "a display method of the wrong kind": "({ [Symbol.for('Jupyter.display')]: 5 })",
    "a display method that gives nothing": "({ [Symbol.for('Jupyter.display')]: () => undefined })",
    "a display method that gives a cycle": "const c: any = {}; c.c = c; ({ [Symbol.for('Jupyter.display')]: () => ({ 'application/json': c }) })",
    "a display method that gives a bigint": "({ [Symbol.for('Jupyter.display')]: () => ({ 'application/json': 3n, 'text/plain': 5 }) })",
    "an object without prototype": "Object.assign(Object.create(null), { a: 1 })",
    "an error with odd fields": "Object.assign(new Error('odd'), { stack: 5, name: null, message: { a: 1 } })",
    "an array with a hostile length": "Object.defineProperty([], '0', { get() { throw new Error('hole'); }, enumerable: true })",
    "a thenable that never settles at once": "({ then(f: (v: number) => void) { setTimeout(() => f(4), 50); } })",
    "bigint, symbol, function": "[3n, Symbol('s'), function f() {}, class A {}, -0, NaN]",
    "a date that is none": "new Date(NaN)",
}

TEXTS = {
    "an open string": 'const s = "abc',
    "an open template": "const s = `abc ${",
    "an open comment": "/* abc",
    "an open expression": "(" * 500,
    "an open block": "{" * 500,
    "an open network": "net a = input 8x8x1 | [conv1-8,",
    "an open text in a network": 'train a on "digits',
    "a lone surrogate": 'const s = "\ud800"; s.length',
    "a lone surrogate in a network": "net a = input 8x8x1 | conv\udc00",
    "a null character": "const s = 'a\0b'; s.length",
    "control characters": "\x01\x02\x1b[31m",
    "separators": "1\u2028+\u20291",
    "a byte order mark": "\ufeff1 + 1",
    "only brackets": "]})" * 100,
    "deep nesting": "[" * 20_000 + "]" * 20_000,
    "deep network": "net a = input 8x8x1 | " + "(" * 5000 + "conv3-8" + ")" * 5000,
    "a long line of operators": "1" + "+1" * 20_000,
    "a cell magic that nobody knows": "%%nobody\n1",
    "a line magic": "%time 1",
    "a shell command": "!ls",
    "Windows line ends": "const a = 1;\r\na + 1",
    "conflict marks": "<<<<<<< HEAD\n1\n=======\n2\n>>>>>>> x",
}

DAMAGE = {
    "deleted globals": "for (const name of ['Promise', 'Object', 'Array', 'JSON', 'process', 'setTimeout', 'console', 'Buffer', 'Symbol', 'Error', 'Map', 'Set', 'require', 'net', 'display', 'queueMicrotask', 'structuredClone']) { try { delete (globalThis as any)[name]; } catch {} }",
    "globals overwritten": "for (const name of Object.getOwnPropertyNames(globalThis)) { if (name !== 'globalThis') try { (globalThis as any)[name] = 5; } catch {} }",
    "closed stdout": "process.stdout.end(); process.stderr.end(); process.stdout.destroy();",
    "closed descriptors": "(await import('node:fs')).closeSync(1); (await import('node:fs')).closeSync(2);",
    "console replaced": "console.log = () => { throw new Error('no console'); }; (globalThis as any).console = undefined;",
    "write replaced": "(process.stdout as any).write = () => { throw new Error('no write'); };",
    "prototypes changed": "(Array.prototype as any).map = (Object.prototype as any).toString = () => { throw new Error('changed'); }; (Object.prototype as any).kind = 'done'; (Object.prototype as any).then = 3;",
    "listeners removed": "process.removeAllListeners(); process.on('uncaughtException', () => {});",
    "ipc disconnected": "process.disconnect?.(); process.send = undefined; process.channel?.unref();",
    "every descriptor closed": "const fsAll = await import('node:fs'); for (let fd = 0; fd < 64; fd++) try { fsAll.closeSync(fd); } catch {}",
    "directory changed": "const fsDir = await import('node:fs'); process.chdir(fsDir.mkdtempSync('/tmp/convscript-gone-')); fsDir.rmdirSync(process.cwd());",
    "signals ignored": "for (const s of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(s as any, () => {});",
    "fetch of environment": "for (const key of Object.keys(process.env)) delete process.env[key];",
}


class Shown(KernelTest):
    def test_values(self):
        """each value is displayed or an error, whole"""
        for what, code in SHOWN.items():
            with self.subTest(what=what):
                cell = self.run_cell(code)
                self.assertIn(cell.status, ("ok", "error"))
                self.works()

    def test_a_large_value_is_shown_short(self):
        cell = self.ok("Array.from({ length: 200_000 }, (_, i) => i)")
        self.assertLess(len(cell.result), 20_000)

    def test_a_cycle_is_shown(self):
        self.assertIn("ircular", self.ok("const loop: any = {}; loop.self = loop; loop").result)


class Texts(KernelTest):
    def test_texts(self):
        """each text is run or refused"""
        for what, code in TEXTS.items():
            with self.subTest(what=what):
                cell = self.run_cell(code)
                self.assertIn(cell.status, ("ok", "error"))
                self.works()

    def test_lone_surrogate_survives(self):
        self.assertEqual(self.ok('"\\ud800".length').result, "1")
        self.assertEqual(self.run_cell('console.log("\\ud800x")').stdout[-2:], "x\n")

    def test_cells_of_a_megabyte(self):
        code = f"const text = {quoted('y' * 1_000_000)}; text.length"
        self.assertEqual(self.ok(code).result, "1000000")
        self.assertEqual(self.ok("// " + "z" * 1_000_000 + "\n5").result, "5")
        many = "".join(f"let v{i} = {i};\n" for i in range(20_000))
        self.assertIn(self.run_cell(many, patience=180).status, ("ok", "error"))
        network = "net big = input 8x8x1" + " | id" * 100_000
        self.assertEqual(self.run_cell(network, patience=180).status, "error")
        self.works()


class Damage(unittest.TestCase):
    def damaged(self, code, test):
        """A kernel of its own for each, so that one harm does not hide the next."""
        kernel = Kernel()
        family = kernel.family()
        try:
            test(kernel, code)
            self.fresh(kernel)
        finally:
            family = {*family, *kernel.family()}
            kernel.stop()
        _, alive = psutil.wait_procs(family, timeout=15)
        self.assertEqual(alive, [])

    def answers(self, kernel):
        cell = kernel.run("6 * 7")
        self.assertEqual((cell.status, cell.result), ("ok", "42"), cell)

    def fresh(self, kernel):
        """A new executor knows nothing of it."""
        executor = kernel.executor()
        executor.kill()
        psutil.wait_procs([executor], timeout=15)
        time.sleep(1)
        cell = kernel.run('console.log("out"); 1')
        self.assertEqual((cell.status, cell.stdout), ("ok", "out\n"), cell)

    def test_damage(self):
        """what a cell breaks: the kernel answers the next one"""

        def test(kernel, code):
            self.assertIn(kernel.run(code).status, ("ok", "error"))
            self.answers(kernel)

        for what, code in DAMAGE.items():
            with self.subTest(what=what):
                self.damaged(code, test)

    def test_promises_that_cannot_be_awaited(self):
        """without `then` no cell can await anything: each still ends, and says why"""

        def test(kernel, code):
            for one in [code, "6 * 7"]:
                cell = kernel.run(one)
                if cell.status == "error":
                    self.assertIn("no then", cell.reply["evalue"])

        self.damaged("(Promise.prototype as any).then = () => { throw new Error('no then'); };", test)

    def test_microtasks_without_end(self):
        """an endless chain of microtasks ends by an interrupt, or at worst with its executor"""
        codes = [
            'console.log("go"); for (;;) await null;',
            'console.log("go"); const again = (): unknown => Promise.resolve().then(again); await again();',
            'console.log("go"); const tick = (): void => process.nextTick(tick); tick(); await new Promise(() => {});',
            'console.log("go"); const micro = (): void => queueMicrotask(micro); micro(); 1',
        ]
        for code in codes:
            with self.subTest(code=code):
                self.damaged(code, self.interrupted)

    def interrupted(self, kernel, code):
        msg_id = kernel.send(code)
        time.sleep(1)
        kernel.interrupt()
        kernel.collect(msg_id)
        kernel.interrupt()
        time.sleep(0.5)
        self.answers(kernel)

    def test_timers_without_end(self):
        """a timer that prints for ever does not hold up later cells"""
        def test(kernel, code):
            kernel.run(code)
            for _ in range(20):
                self.answers(kernel)

        self.damaged('setInterval(() => console.log("tick"), 5); 1', test)
