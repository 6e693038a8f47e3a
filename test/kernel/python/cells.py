"""Cells of both languages: what they give, and what they share."""

import os
import tempfile

from kernel import Kernel, KernelTest

READER = """# A cell of ConvScript
net reader = input 8x8x1
  | conv3-8 | maxpool2
  | fc-10 | softmax
"""


class TypeScript(KernelTest):
    def test_redeclaration(self):
        """a cell can be run again, and may change what a name is"""
        for value in ["1", '"text"', "[1, 2]", "() => 3", "class {}"]:
            self.ok(f"const again = {value}")
        for _ in range(2):
            self.ok("class Point { constructor(readonly x: number) {} }\ninterface Shape { a: number }\nenum Way { up, down }\ntype T = number;\nfunction f(): number { return 1; }")
        self.assertEqual(self.ok("new Point(4).x + f() + Way.down").result, "6")

    def test_top_level_await(self):
        self.assertEqual(self.ok("const got = await Promise.resolve(5); got").result, "5")
        self.assertEqual(self.ok("for await (const x of (async function* () { yield 1; })()) console.log(x)").stdout, "1\n")
        self.assertEqual(self.ok("got").result, "5")

    def test_promise_as_result_is_awaited(self):
        self.assertEqual(self.ok("Promise.resolve(8)").result, "8")
        self.assertEqual(self.run_cell('Promise.reject(new Error("late"))').error, "Error: late")

    def test_type_error(self):
        """told with a caret, before anything runs"""
        cell = self.run_cell('globalThis.touched = 1;\nconst n: number = "text";')
        self.assertEqual(cell.status, "error")
        trace = "\n".join(cell.reply["traceback"])
        self.assertIn("not assignable", trace)
        self.assertRegex(trace, r"[~^]")
        self.assertEqual(self.ok("typeof (globalThis as any).touched").result, "undefined")

    def test_syntax_error(self):
        cell = self.run_cell("const = 4")
        self.assertEqual((cell.status, cell.reply["ename"]), ("error", "SyntaxError"))

    def test_error_points_into_the_cell(self):
        cell = self.run_cell("function inner() {\n  throw new Error('here');\n}\ninner();")
        trace = "\n".join(cell.reply["traceback"])
        self.assertIn("inner", trace)
        self.assertIn("2", trace)
        self.assertNotIn("node_modules", trace)

    def test_imports(self):
        with tempfile.TemporaryDirectory() as folder:
            files = {
                "local.ts": 'import { deep } from "./deep.js";\nexport const twice = (n: number): number => 2 * n + deep;',
                "deep.ts": "export const deep = 1;",
                "numbers.json": '{"a": [1, 2, 3]}',
                "node_modules/old/package.json": '{"name": "old", "version": "1.0.0", "main": "main.js"}',
                "node_modules/old/main.js": "exports.name = 'common';",
                "node_modules/new/package.json": '{"name": "new", "version": "1.0.0", "type": "module", "exports": "./main.js"}',
                "node_modules/new/main.js": "export const name = 'module'; export default 7;",
            }
            for name, text in files.items():
                os.makedirs(os.path.dirname(os.path.join(folder, name)), exist_ok=True)
                with open(os.path.join(folder, name), "w") as file:
                    file.write(text)
            kernel = Kernel(cwd=folder)
            self.addCleanup(kernel.stop)
            cases = {
                'import { join } from "node:path"; join("a", "b")': "a/b",
                'import * as fs from "fs"; typeof fs.readFileSync': "function",
                'import { twice } from "./local"; twice(4)': "9",
                'import numbers from "./numbers.json"; numbers.a.length': "3",
                'import { name as older } from "old"; older': "common",
                'import { name as newer } from "new"; newer': "module",
                'import seven from "new"; seven': "7",
                '(await import("new")).default': "7",
                'require("old").name': "common",
                'import { net as make } from "convscript"; make`input 4 | fc-2`.totals.params': "10",
            }
            for code, result in cases.items():
                with self.subTest(code=code):
                    cell = kernel.run(code)
                    self.assertEqual((cell.status, cell.result), ("ok", result), cell)
            with self.subTest(case="a changed local file is read anew"):
                with open(os.path.join(folder, "local.ts"), "w") as file:
                    file.write("export const twice = (n: number): number => 20 * n;")
                self.assertEqual(kernel.run('import { twice } from "./local"; twice(4)').result, "80")
            with self.subTest(case="an absent package"):
                cell = kernel.run('import { a } from "absent-package"; a')
                self.assertEqual(cell.status, "error")
                self.assertIn("absent-package", str(cell.reply))

    def test_streams(self):
        """console, process.stdout and what child processes and native code write to the descriptors"""
        cell = self.ok('console.log("a", { b: [1] }); process.stdout.write("c"); console.error("d"); process.stderr.write("e"); console.table([{ x: 1 }]);')
        self.assertIn("a { b: [ 1 ] }\nc", cell.stdout)
        self.assertIn("d\n", cell.stderr)
        self.assertIn("e", cell.stderr)
        self.assertIn("│", cell.stdout)
        native = self.ok(
            'const fs = await import("node:fs"); fs.writeSync(1, "native out\\n"); fs.writeSync(2, "native err\\n");'
            'const { execSync } = await import("node:child_process"); execSync("echo from a child", { stdio: "inherit" });'
            "await new Promise((f) => setTimeout(f, 300));"
        )
        self.assertIn("native out", native.stdout)
        self.assertIn("from a child", native.stdout)
        self.assertIn("native err", native.stderr)

    def test_no_result(self):
        for code in ["const noResult = 1", "undefined", "if (true) {}", "let z; z = 4;", "function g() {}"]:
            with self.subTest(code=code):
                kinds = self.ok(code).kinds()
                if code != "let z; z = 4;":
                    self.assertNotIn("execute_result", kinds)


class Both(KernelTest):
    def test_network_in_both(self):
        """a network of one language is a value in the other"""
        shown = self.ok(READER)
        self.assertEqual(self.ok("reader.totals.params").result, "1370")
        self.ok("const other = net`${reader} upto=pool1 | fc-4 | softmax`; other.output")
        cell = self.ok("show other")
        self.assertIn("fc", str(cell.messages))
        self.assertEqual(shown.status, "ok")

    def test_data_in_both(self):
        self.ok("data digits")
        self.assertEqual(self.ok("digits.train.labels.length + digits.test.labels.length").result, "1797")

    def test_train_in_both(self):
        self.ok("data digits\nnet tiny = input 8x8x1 | fc-10 | softmax\ntrain tiny on digits epochs=2 seed=1")
        self.assertEqual(self.ok("tiny.history.loss.length").result, "2")
        self.ok("await train(tiny, digits, { epochs: 1, seed: 1 })")
        self.assertEqual(self.ok("tiny.history.loss.length").result, "3")
        self.assertIn("ccuracy", str(self.ok("test tiny on digits").messages))

    def test_network_is_displayed(self):
        """summary as text, diagram or table as html"""
        result = self.ok("net`input 8x8x1 | conv3-8 | fc-10`").of("execute_result")[0]["data"]
        self.assertIn("conv1_1", result["text/plain"])
        self.assertIn("text/html", result)

    def test_figure(self):
        """a chart in four forms"""
        self.ok("data digits\nnet drawn = input 8x8x1 | fc-10 | softmax\ntrain drawn on digits epochs=2 seed=1")
        cell = self.ok("show drawn history")
        found = [m["content"]["data"] for m in cell.messages if "data" in m["content"]]
        self.assertTrue(any({"text/html", "application/vnd.plotly.v1+json", "image/png", "text/plain"} <= set(one) for one in found), [list(one) for one in found])

    def test_diagnostic(self):
        """an error of the language has its code and a caret under the text"""
        cell = self.run_cell("net bad = input 8x8x1 | flatten | conv3-512")
        self.assertEqual((cell.status, cell.reply["ename"]), ("error", "ConvScriptError"))
        trace = "\n".join(cell.reply["traceback"])
        self.assertIn("C204", trace)
        self.assertIn("^", trace)

    def test_misspelt_keyword(self):
        cell = self.run_cell("nett a = input 8x8x1 | conv3-64 | fc-10")
        self.assertEqual(cell.status, "error")
        self.assertIn("net", "\n".join(cell.reply["traceback"]))
        self.assertEqual(cell.reply["ename"], "ConvScriptError")

    def test_percent_conv(self):
        self.ok("%%conv\n\nnet marked = input 4 | fc-2")
        self.assertEqual(self.ok("marked.totals.params").result, "10")

    def test_names_that_look_like_statements(self):
        """TypeScript that begins with a statement's keyword stays TypeScript"""
        for code, result in {"const data = [1, 2]; data.length": "2", "let test = 3; test + 1": "4", "const show = 5\nshow": "5"}.items():
            with self.subTest(code=code):
                self.assertEqual(self.ok(code).result, result)
        kernel = self.kernel
        kernel.run("0")


class Questions(KernelTest):
    def complete(self, text):
        at = text.index("‸")
        reply = self.kernel.ask("complete_request", {"code": text.replace("‸", ""), "cursor_pos": at})
        self.assertEqual(reply["status"], "ok")
        return reply

    def inspect(self, text, level=0):
        at = text.index("‸")
        content = {"code": text.replace("‸", ""), "cursor_pos": at, "detail_level": level}
        return self.kernel.ask("inspect_request", content)

    def types(self, reply):
        return {one["text"]: one["type"] for one in reply["metadata"]["_jupyter_types_experimental"]}

    def test_complete_typescript(self):
        self.ok("const palette = { scarlet: 1, indigo: () => 2 }")
        reply = self.complete("palette.‸")
        self.assertEqual({"scarlet", "indigo"} & set(reply["matches"]), {"scarlet", "indigo"})
        self.assertIn("scarlet", self.types(reply))
        code = "const 变量 = '🎈'; palette.sca"
        reply = self.complete(f"{code}‸")
        self.assertEqual(reply["matches"], ["scarlet"])
        # Offsets count code points, as Python does.
        self.assertEqual((reply["cursor_start"], reply["cursor_end"]), (len(code) - 3, len(code)))

    def test_complete_convscript(self):
        self.ok(READER)
        self.assertIn("maxpool2", self.complete("net a = input 8x8x1 | maxp‸")["matches"])
        self.assertIn("reader", self.complete("show rea‸")["matches"])
        reply = self.complete("net a = input 8x8x1 | conv3-8 | ‸")
        self.assertTrue(reply["matches"])
        self.assertEqual(set(reply["matches"]), set(self.types(reply)))
        emoji = self.complete("# 🎈🎈\nnet a = input 8x8x1 | maxpo‸")
        code = "# 🎈🎈\nnet a = input 8x8x1 | maxpo"
        self.assertEqual(emoji["cursor_end"], len(code))
        self.assertEqual(code[emoji["cursor_start"] :], "maxpo")

    def test_complete_inside_the_template(self):
        self.assertIn("maxpool2", self.complete("const a = net`input 8x8x1 | maxp‸`")["matches"])

    def test_inspect_typescript(self):
        self.ok("/** How many there are. */ const amount: number = 5")
        reply = self.inspect("amo‸unt")
        self.assertTrue(reply["found"])
        self.assertIn("number", reply["data"]["text/plain"])
        self.assertIn("How many", reply["data"]["text/plain"])
        self.assertIn("text/markdown", reply["data"])
        self.assertTrue(self.inspect("amo‸unt", level=1)["found"])

    def test_inspect_convscript(self):
        reply = self.inspect("net a = input 8x8x1 | con‸v3-64")
        self.assertTrue(reply["found"])
        self.assertIn("64", reply["data"]["text/plain"])

    def test_inspect_inside_the_template(self):
        self.assertTrue(self.inspect("const a = net`input 8x8x1 | con‸v3-64`")["found"])

    def test_nothing_to_say(self):
        for text in ["‸", "   ‸  ", "noSuchName‸", "// comment‸"]:
            reply = self.inspect(text)
            self.assertEqual(reply["status"], "ok")
            self.assertFalse(reply["found"], text)
            self.assertEqual(reply["data"], {})

    def test_page(self):
        """`name?` shows what is known on a page"""
        cell = self.ok("Math.max?")
        self.assertEqual(cell.reply["payload"][0]["source"], "page")
        self.assertIn("max", cell.reply["payload"][0]["data"]["text/plain"])

    def test_is_complete(self):
        cases = {
            "1 + 1": "complete",
            "net a = input 8x8x1\n  | fc-10": "complete",
            "function f() {": "incomplete",
            "net a = input 8x8x1 |": "incomplete",
            "const s = net`input 8x8x1 |": "incomplete",
            "const = 1": "invalid",
        }
        for code, status in cases.items():
            with self.subTest(code=code):
                reply = self.kernel.ask("is_complete_request", {"code": code})
                self.assertEqual(reply["status"], status)
                if status == "incomplete":
                    self.assertIsInstance(reply["indent"], str)

    def test_strange_questions(self):
        """any text, any position: an answer"""
        texts = ["", "\ud83c", "a\x00b", "{" * 1000, "`${`${`", "net `", "'", "/*", "net a = [[[", "🎈" * 50, "\u2028\u2029\r\n\r"]
        for text in texts:
            for at in {0, len(text) // 2, len(text), len(text) + 7}:
                with self.subTest(text=text[:20], at=at):
                    self.assertIn(self.kernel.ask("complete_request", {"code": text, "cursor_pos": at})["status"], ("ok", "error"))
                    self.assertIn(self.kernel.ask("inspect_request", {"code": text, "cursor_pos": at, "detail_level": 0})["status"], ("ok", "error"))
            self.assertIn(self.kernel.ask("is_complete_request", {"code": text})["status"], ("complete", "incomplete", "invalid", "unknown"))
        self.works()
