"""A great deal at once: everything arrives, in order, and the cell ends."""

from kernel import KernelTest, lines, soak


class Stress(KernelTest):
    def test_many_lines(self):
        """100,000 lines from one cell"""
        cell = self.ok('for (let i = 0; i < 100_000; i++) console.log(i)', patience=180)
        self.assertEqual(cell.stdout, lines(100_000))

    def test_many_lines_on_both_streams(self):
        cell = self.ok("for (let i = 0; i < 2000; i++) { console.log(i); console.error(i); }", patience=180)
        self.assertEqual(cell.stdout, lines(2000))
        self.assertEqual(cell.stderr, lines(2000))

    def test_many_small_writes(self):
        cell = self.ok('for (let i = 0; i < 50_000; i++) process.stdout.write("ab")', patience=180)
        self.assertEqual(cell.stdout, "ab" * 50_000)

    def test_lines_over_time(self):
        cell = self.ok("for (let i = 0; i < 300; i++) { console.log(i); await new Promise((f) => setTimeout(f, 3)); }")
        self.assertEqual(cell.stdout, lines(300))

    def test_long_line(self):
        """1 MB in a line"""
        cell = self.ok('console.log("é".repeat(1_000_000))')
        self.assertEqual(cell.stdout, "é" * 1_000_000 + "\n")

    def test_large_display(self):
        """20 MB"""
        cell = self.ok('display.html("x".repeat(20_000_000))', patience=120)
        self.assertEqual(len(cell.of("display_data")[0]["data"]["text/html"]), 20_000_000)

    def test_many_displays(self):
        cell = self.ok("for (let i = 0; i < 2000; i++) display.html(String(i))")
        self.assertEqual([one["data"]["text/html"] for one in cell.of("display_data")], [str(i) for i in range(2000)])

    def test_many_cells(self):
        """1,000 quick cells, each right"""
        for i in range(soak(1000, 1000)):
            cell = self.kernel.run(f"{i} * 2")
            self.assertEqual(cell.result, str(i * 2))

    def test_many_cells_at_once(self):
        """queued all at once: run in order, none lost"""
        count = soak(1000, 200)
        ids = [self.kernel.send(f"globalThis.sum = (globalThis.sum ?? 0) + {i}; 0") for i in range(count)]
        for one in ids:
            self.assertEqual(self.kernel.collect(one).status, "ok")
        self.assertEqual(self.ok("globalThis.sum").result, str(sum(range(count))))

    def test_memory_stays(self):
        """what a thousand cells leave behind is little: the kernel does not keep output"""
        count = soak(2000, 200)
        code = 'for (let i = 0; i < 200; i++) console.log("x".repeat(500)); 0'
        for _ in range(100):
            self.kernel.run(code)
        before = self.memory()
        for _ in range(count):
            self.kernel.run(code)
        self.assertLess(self.memory() - before, 150e6)

    def memory(self):
        return sum(one.memory_info().rss for one in self.kernel.family())
