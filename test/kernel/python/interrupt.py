"""Interrupt: whatever runs ends soon, with an error, and its state is kept."""

import random
import time

from kernel import KernelTest, PATIENCE, soak

# What runs for ever, and what it counts.
FOREVER = {
    "a loop": 'let n1 = 0; console.log("go"); for (;;) n1++;',
    "a while loop in a function": 'let n2 = 0; function spin() { while (true) { n2 += 1; } } console.log("go"); spin();',
    "do while": 'let n3 = 0; console.log("go"); do { n3++; } while (true);',
    "an await that never ends": 'let n4 = 1; console.log("go"); await new Promise(() => {});',
    "a loop that awaits": 'let n5 = 0; console.log("go"); for (;;) { n5++; await new Promise((f) => setTimeout(f, 1)); }',
    "a loop after an await": 'let n6 = 0; await null; console.log("go"); for (;;) n6++;',
    "a loop that catches everything": 'let n7 = 0; console.log("go"); for (;;) { try { for (;;) n7++; } catch {} }',
    "a loop in a callback": 'let n8 = 0; console.log("go"); [1].forEach(() => { for (;;) n8++; });',
    "recursion without an end in a loop": 'let n9 = 0; const dive = (d: number): void => { n9++; if (d > 0) dive(d - 1); }; console.log("go"); for (;;) dive(50);',
    "a library's loop": 'let n10 = 1; console.log("go"); [..."x".repeat(30)].join("").match(/(x+x+)+y/);',
    "a generator": 'let n11 = 0; function* all() { for (;;) yield n11++; } console.log("go"); for (const _ of all()) {}',
    "an async generator": 'let n12 = 0; async function* some() { for (;;) { yield n12++; } } console.log("go"); for await (const _ of some()) {}',
}

TRAIN = """
data digits
net keep = input 8x8x1 | conv3-8 | maxpool2 | fc-10 | softmax
train keep on digits epochs=100000 batch=64 seed=1
"""


class Interrupt(KernelTest):
    def stop(self, msg_id):
        self.kernel.interrupt()
        cell = self.kernel.collect(msg_id)
        self.assertEqual(cell.status, "error", cell)
        return cell

    def test_forever(self):
        """each kind of endless cell ends, and its names keep their values"""
        for i, (what, code) in enumerate(FOREVER.items(), 1):
            with self.subTest(what=what):
                msg_id = self.kernel.send(code)
                self.kernel.until_output("go")
                time.sleep(0.2)
                began = time.monotonic()
                cell = self.stop(msg_id)
                self.assertLess(time.monotonic() - began, 5)
                self.assertIn("nterrupt", str(cell.reply["ename"]) + str(cell.reply["evalue"]))
                kept = self.ok(f"n{i} > 0")
                self.assertEqual(kept.result, "true")

    def test_finally_runs(self):
        msg_id = self.kernel.send('globalThis.cleaned = 0; console.log("go"); try { for (;;) {} } finally { globalThis.cleaned = 1; }')
        self.kernel.until_output("go")
        self.stop(msg_id)
        self.assertEqual(self.ok("globalThis.cleaned").result, "1")

    def test_loop_in_a_timer(self):
        """a loop that no cell waits for"""
        self.ok('setTimeout(() => { console.log("go"); for (;;) {} }, 10); 1')
        self.kernel.until_output("go")
        self.kernel.interrupt()
        self.works()

    def test_interrupt_while_idle(self):
        for _ in range(5):
            self.kernel.interrupt()
        self.works()

    def test_many_interrupts_at_once(self):
        msg_id = self.kernel.send('console.log("go"); for (;;) {}')
        self.kernel.until_output("go")
        for _ in range(20):
            self.kernel.interrupt()
        self.assertEqual(self.kernel.collect(msg_id).status, "error")
        self.settled()

    def test_interrupt_aborts_the_queue(self):
        ids = [self.kernel.send(code) for code in ['console.log("go"); for (;;) {}', "globalThis.afterInterrupt = 1"]]
        self.kernel.until_output("go")
        self.kernel.interrupt()
        self.assertEqual(self.kernel.collect(ids[0]).status, "error")
        self.assertIn(self.kernel.reply(ids[1])["content"]["status"], ("aborted", "error"))
        time.sleep(0.3)
        self.assertEqual(self.ok("typeof globalThis.afterInterrupt").result, "undefined")

    def test_training(self):
        """training stops at the next step; weights and history are kept, and training goes on from there"""
        msg_id = self.kernel.send(TRAIN)
        self.kernel.until(lambda m: m["msg_type"] in ("display_data", "update_display_data", "stream") and "poch" in str(m["content"]))
        time.sleep(2)
        began = time.monotonic()
        self.kernel.interrupt()
        cell = self.kernel.collect(msg_id)
        self.assertLess(time.monotonic() - began, 10)
        self.assertIn(cell.status, ("ok", "error"))
        epochs = int(self.ok("keep.history.loss.length").result)
        self.assertGreater(epochs, 0)
        before = float(self.ok('(await test(keep, data("digits"))).accuracy').result)
        self.assertGreater(before, 0.3)
        self.ok("train keep on digits epochs=1 seed=1")
        self.assertEqual(int(self.ok("keep.history.loss.length").result), epochs + 1)

    def test_training_from_typescript(self):
        code = """
        const live = net`input 8x8x1 | conv3-8 | maxpool2 | fc-10 | softmax`;
        await train(live, data("digits"), { epochs: 100000, seed: 1, onEvent: (e) => { if (e.kind === "epoch") console.log("go"); } });
        """
        msg_id = self.kernel.send(code)
        self.kernel.until_output("go")
        self.kernel.interrupt()
        self.kernel.collect(msg_id)
        self.assertGreater(int(self.ok("live.history.loss.length").result), 0)

    def settled(self):
        """A late interrupt may hit the cell after it, never one after that."""
        self.kernel.run("0")
        time.sleep(0.3)
        self.works()

    def test_random_moments(self):
        """interrupts at random moments in loops, awaits and training: each time the next cell works"""
        rng = random.Random(5)
        self.ok("data digits\nnet rnd = input 8x8x1 | fc-10 | softmax")
        cells = [
            "let a = 0; for (;;) a++;",
            "for (;;) await new Promise((f) => setTimeout(f, 2));",
            'for (;;) console.log("line");',
            "train rnd on digits epochs=100000 seed=1",
            "const xs: number[] = []; for (;;) { xs.push(1); if (xs.length > 1e5) xs.length = 0; }",
        ]
        for i in range(soak(50, 10)):
            with self.subTest(round=i):
                msg_id = self.kernel.send(cells[i % len(cells)])
                time.sleep(rng.uniform(0, 0.6))
                end = time.monotonic() + PATIENCE
                # One that comes before the cell has begun is for nobody: it is pressed again, as a person would.
                while time.monotonic() < end:
                    self.kernel.interrupt()
                    try:
                        self.kernel.collect(msg_id, patience=3)
                        break
                    except TimeoutError:
                        continue
                self.settled()
