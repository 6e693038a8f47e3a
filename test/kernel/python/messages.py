"""What jupyter_kernel_test leaves out of the protocol, through jupyter_client."""

import time

from kernel import Kernel, KernelTest, PATIENCE


class Execution(KernelTest):
    def test_order_of_messages(self):
        """busy, input, output in order, result, idle"""
        cell = self.ok('console.log("a"); console.error("b"); display.html("c"); console.log("d"); 5')
        self.assertEqual(
            cell.kinds(),
            ["status", "execute_input", "stream", "stream", "display_data", "stream", "execute_result", "status"],
        )
        self.assertEqual(cell.of("status"), [{"execution_state": "busy"}, {"execution_state": "idle"}])
        self.assertEqual(cell.result, "5")

    def test_parent_headers(self):
        """every message of a cell has the request as its parent, and a signature of its session"""
        cell = self.ok('console.log("a"); 1')
        sessions = {m["header"]["session"] for m in cell.messages}
        self.assertEqual(len(sessions), 1)
        self.assertTrue(all(m["parent_header"]["session"] == self.kernel.client.session.session for m in cell.messages))
        self.assertTrue(all(m["header"]["version"].startswith("5.") for m in cell.messages))
        self.assertEqual(len({m["header"]["msg_id"] for m in cell.messages}), len(cell.messages))

    def test_output_of_a_timer_belongs_to_its_cell(self):
        """a timer that fires while another cell runs prints into its own cell"""
        first = self.ok('setTimeout(() => console.log("late"), 300); 0')
        self.kernel.send('await new Promise((done) => setTimeout(done, 1000)); console.log("second")')
        late = self.kernel.until(lambda m: m["msg_type"] == "stream" and "late" in m["content"]["text"])
        self.assertEqual(late["parent_header"]["msg_id"], first.msg_id)
        second = self.kernel.until(lambda m: m["msg_type"] == "stream" and "second" in m["content"]["text"])
        self.assertNotEqual(second["parent_header"]["msg_id"], first.msg_id)

    def test_promise_chain_belongs_to_its_cell(self):
        first = self.ok('void (async () => { await new Promise((f) => setTimeout(f, 300)); console.log("chained"); })();')
        self.ok("1 + 1")
        late = self.kernel.until(lambda m: m["msg_type"] == "stream" and "chained" in m["content"]["text"])
        self.assertEqual(late["parent_header"]["msg_id"], first.msg_id)

    def test_counts(self):
        """the count goes up by one a cell; silent and unstored cells do not count"""
        before = self.ok("1").reply["execution_count"]
        silent = self.ok("2", silent=True)
        self.ok("3", store_history=False)
        after = self.ok("4")
        self.assertEqual(after.reply["execution_count"], before + 1)
        self.assertEqual(after.of("execute_input")[0]["execution_count"], before + 1)
        self.assertEqual(after.of("execute_result")[0]["execution_count"], before + 1)
        self.assertEqual(silent.reply["status"], "ok")

    def test_silent(self):
        """a silent cell runs and shows neither input nor result"""
        cell = self.ok("const quiet = 11; quiet", silent=True)
        self.assertEqual([kind for kind in cell.kinds() if kind != "status"], [])
        self.assertEqual(self.ok("quiet").result, "11")

    def test_empty_cells(self):
        for code in ["", "  \n", "// only a comment", "# only a comment\n"]:
            with self.subTest(code=code):
                cell = self.ok(code)
                self.assertEqual([kind for kind in cell.kinds() if kind not in ("status", "execute_input")], [])

    def test_user_expressions(self):
        cell = self.ok("const ue = 20", user_expressions={"sum": "ue + 1", "bad": "noSuchName", "late": "await Promise.resolve(3)"})
        values = cell.reply["user_expressions"]
        self.assertEqual(values["sum"]["status"], "ok")
        self.assertEqual(values["sum"]["data"]["text/plain"], "21")
        self.assertEqual(values["late"]["data"]["text/plain"], "3")
        self.assertEqual(values["bad"]["status"], "error")
        self.assertIn("noSuchName", values["bad"]["evalue"])

    def test_error(self):
        """an error is a message with name, value and traceback, in the reply too"""
        cell = self.run_cell('throw new RangeError("out of it")')
        self.assertEqual(cell.status, "error")
        self.assertEqual((cell.reply["ename"], cell.reply["evalue"]), ("RangeError", "out of it"))
        self.assertEqual(cell.error, "RangeError: out of it")
        self.assertEqual(cell.of("error")[0]["traceback"], cell.reply["traceback"])
        self.assertIn("RangeError", "\n".join(cell.reply["traceback"]))
        self.assertIn("execution_count", cell.reply)

    def test_thrown_values(self):
        """anything can be thrown"""
        for code in ['throw "text"', "throw undefined", "throw null", "throw { a: 1 }", "throw 3n", "throw Symbol('s')", "throw () => 1", "throw new Proxy({}, { get() { throw 1; } })", "await Promise.reject(4)"]:
            with self.subTest(code=code):
                cell = self.run_cell(code)
                self.assertEqual(cell.status, "error", cell)
                self.assertIsInstance(cell.reply["ename"], str)
                self.assertIsInstance(cell.reply["evalue"], str)
        self.works()

    def test_unhandled_rejection_is_told(self):
        """a promise that nobody awaits fails: the cell's stderr says so, nothing dies"""
        cell = self.ok('void Promise.reject(new Error("nobody waits")); 1')
        if "nobody waits" not in cell.stderr:
            late = self.kernel.until(lambda m: m["msg_type"] in ("stream", "error") and "nobody waits" in str(m["content"]))
            self.assertEqual(late["parent_header"]["msg_id"], cell.msg_id)
        self.works()

    def test_exception_in_a_timer_is_told(self):
        cell = self.ok('setTimeout(() => { throw new Error("in a timer"); }, 50); 1')
        late = self.kernel.until(lambda m: m["msg_type"] in ("stream", "error") and "in a timer" in str(m["content"]))
        self.assertEqual(late["parent_header"]["msg_id"], cell.msg_id)
        self.works()

    def test_stop_on_error(self):
        """cells that were queued behind an error are aborted, told so, and do not run; later ones run"""
        ids = [self.kernel.send(code) for code in ["throw new Error('first')", "globalThis.ran = 1", "globalThis.ran = 2"]]
        cells = [self.kernel.collect(one) if i == 0 else self.kernel.reply(one)["content"] for i, one in enumerate(ids)]
        self.assertEqual(cells[0].status, "error")
        for reply in cells[1:]:
            self.assertIn(reply["status"], ("aborted", "error"))
            self.assertNotIn("execution_count", reply)
        time.sleep(0.3)
        self.assertEqual(self.ok("typeof globalThis.ran").result, "undefined")

    def test_no_stop_on_error(self):
        ids = [
            self.kernel.send("throw new Error('first')", stop_on_error=False),
            self.kernel.send("globalThis.ranAfter = 1"),
        ]
        self.assertEqual(self.kernel.collect(ids[0]).status, "error")
        self.assertEqual(self.kernel.collect(ids[1]).status, "ok")
        self.assertEqual(self.ok("globalThis.ranAfter").result, "1")

    def test_queue_keeps_its_order(self):
        ids = [self.kernel.send(f"globalThis.order = [...(globalThis.order ?? []), {i}]; 0") for i in range(20)]
        for one in ids:
            self.assertEqual(self.kernel.collect(one).status, "ok")
        self.assertEqual(self.ok("globalThis.order.join()").result, ",".join(map(str, range(20))))


class Display(KernelTest):
    def test_update_display(self):
        """an update names the display that it replaces"""
        cell = self.ok('const shown = display("one"); shown.update("two"); 0')
        first, second = cell.of("display_data")[0], cell.of("update_display_data")[0]
        self.assertEqual(first["transient"], second["transient"])
        self.assertTrue(first["transient"]["display_id"])
        later = self.ok('shown.update("three")').of("update_display_data")[0]
        self.assertEqual(later["transient"], first["transient"])
        self.assertIn("two", second["data"]["text/plain"])

    def test_clear_output(self):
        cell = self.ok("display.clear(); display.clear(true); 0")
        self.assertEqual([one["wait"] for one in cell.of("clear_output")], [False, True])

    def test_mime_types(self):
        code = """
          display.html("<b>h</b>"); display.svg("<svg xmlns='http://www.w3.org/2000/svg'/>"); display.markdown("**m**");
          display.latex("$x$"); display.json({ a: [1] }); display.png(Buffer.from("89504e47", "hex"));
        """
        shown = self.ok(code).of("display_data")
        types = ["text/html", "image/svg+xml", "text/markdown", "text/latex", "application/json", "image/png"]
        for one, mime in zip(shown, types, strict=True):
            self.assertIn(mime, one["data"])
            self.assertIn("text/plain", one["data"])
        self.assertEqual(shown[4]["data"]["application/json"], {"a": [1]})
        self.assertEqual(shown[5]["data"]["image/png"].strip(), "iVBORw==")

    def test_display_method_of_a_value(self):
        """a value says how it looks by a documented symbol"""
        code = '({ [Symbol.for("Jupyter.display")]: () => ({ "text/html": "<i>mine</i>", "text/plain": "mine" }) })'
        result = self.ok(code).of("execute_result")[0]
        self.assertEqual(result["data"]["text/html"], "<i>mine</i>")
        self.assertEqual(result["data"]["text/plain"], "mine")

    def test_display_method_that_fails(self):
        cell = self.run_cell('({ [Symbol.for("Jupyter.display")]: () => { throw new Error("cannot show"); } })')
        self.assertIn("cannot show", str(cell.messages))
        self.works()


class Stdin(KernelTest):
    def ask(self, code, answer, **options):
        asked = []

        def reply(message):
            asked.append(message)
            self.kernel.client.input(answer)

        cell = self.kernel.collect(self.kernel.send(code, allow_stdin=True, **options), answer=reply)
        return cell, asked

    def test_input(self):
        cell, asked = self.ask('const name = await input("your name? "); name + "!"', "Ada é")
        self.assertEqual(cell.result, "Ada é!", cell)
        self.assertEqual(asked[0]["content"], {"prompt": "your name? ", "password": False})
        self.assertEqual(asked[0]["parent_header"]["msg_id"], cell.msg_id)

    def test_hidden_input(self):
        cell, asked = self.ask('(await input("secret? ", { password: true })).length', "12345")
        self.assertEqual(cell.result, "5", cell)
        self.assertTrue(asked[0]["content"]["password"])

    def test_two_in_a_row(self):
        cell, asked = self.ask('(await input("a ")) + (await input("b "))', "x")
        self.assertEqual(cell.result, "xx", cell)
        self.assertEqual(len(asked), 2)

    def test_refused_where_the_client_has_no_input(self):
        cell = self.run_cell('await input("name? ")', allow_stdin=False)
        self.assertEqual(cell.status, "error", cell)
        self.assertIn("input", cell.reply["evalue"])

    def test_interrupt_while_waiting(self):
        code = 'await input("never answered ")'
        msg_id = self.kernel.send(code, allow_stdin=True)
        self.kernel.client.get_stdin_msg(timeout=PATIENCE)
        self.kernel.interrupt()
        self.assertEqual(self.kernel.collect(msg_id).status, "error")
        self.works()


class Comms(KernelTest):
    def send(self, kind, content):
        message = self.kernel.client.session.msg(kind, content)
        self.kernel.client.shell_channel.send(message)
        return message["header"]["msg_id"]

    def settle(self, msg_id):
        return self.kernel.until(
            lambda m: m["parent_header"].get("msg_id") == msg_id
            and m["msg_type"] == "status"
            and m["content"]["execution_state"] == "idle"
        )

    def test_unknown_target_is_closed(self):
        """the protocol: a comm for a target that nobody knows is closed at once"""
        self.send("comm_open", {"comm_id": "c-unknown", "target_name": "nobody", "data": {}})
        closed = self.kernel.until(lambda m: m["msg_type"] == "comm_close")
        self.assertEqual(closed["content"]["comm_id"], "c-unknown")
        self.works()

    def test_comm_from_the_front_end(self):
        """open, message both ways, info, close"""
        self.ok(
            'comm.register("echo", (channel, data) => { channel.send({ opened: data });'
            " channel.onMessage((message) => channel.send({ echo: message })); }); 0"
        )
        self.send("comm_open", {"comm_id": "c1", "target_name": "echo", "data": {"a": 1}})
        opened = self.kernel.until(lambda m: m["msg_type"] == "comm_msg")
        self.assertEqual(opened["content"], {"comm_id": "c1", "data": {"opened": {"a": 1}}})
        self.send("comm_msg", {"comm_id": "c1", "data": "hello"})
        echoed = self.kernel.until(lambda m: m["msg_type"] == "comm_msg")
        self.assertEqual(echoed["content"]["data"], {"echo": "hello"})
        self.assertEqual(self.kernel.ask("comm_info_request", {})["comms"], {"c1": {"target_name": "echo"}})
        self.assertEqual(self.kernel.ask("comm_info_request", {"target_name": "other"})["comms"], {})
        self.settle(self.send("comm_close", {"comm_id": "c1", "data": {}}))
        self.assertEqual(self.kernel.ask("comm_info_request", {})["comms"], {})

    def test_comm_from_the_kernel(self):
        cell = self.ok('const mine = comm.open("widget", { v: 1 }); mine.send({ v: 2 }); mine.close(); 0')
        opened, sent, closed = cell.of("comm_open")[0], cell.of("comm_msg")[0], cell.of("comm_close")[0]
        self.assertEqual((opened["target_name"], opened["data"]), ("widget", {"v": 1}))
        self.assertEqual(sent["data"], {"v": 2})
        self.assertEqual(len({opened["comm_id"], sent["comm_id"], closed["comm_id"]}), 1)

    def test_message_to_an_unknown_comm(self):
        self.settle(self.send("comm_msg", {"comm_id": "never-opened", "data": {}}))
        self.settle(self.send("comm_close", {"comm_id": "never-opened", "data": {}}))
        self.works()


class Info(KernelTest):
    def test_kernel_info_on_both_channels(self):
        shell = self.kernel.ask("kernel_info_request", {})
        control, _ = self.kernel.control("kernel_info_request")
        self.assertEqual(shell, control["content"])
        self.assertEqual(shell["implementation"], "convscript")
        self.assertTrue(shell["protocol_version"].startswith("5."))
        self.assertEqual(shell["language_info"]["name"], "typescript")
        self.assertIn("ConvScript", shell["banner"])

    def test_control_answers_while_a_loop_runs(self):
        msg_id = self.kernel.send('console.log("go"); for (const end = Date.now() + 2500; Date.now() < end; ) {}')
        self.kernel.until_output("go")
        for _ in range(5):
            _, seconds = self.kernel.control("kernel_info_request")
            self.assertLess(seconds, 1)
        self.assertEqual(self.kernel.collect(msg_id).status, "ok")

    def test_shell_answers_questions_while_a_cell_runs(self):
        """completion does not wait for the cell"""
        msg_id = self.kernel.send('console.log("go"); await new Promise((f) => setTimeout(f, 4000)); "slept"')
        self.kernel.until_output("go")
        began = time.monotonic()
        reply = self.kernel.ask("complete_request", {"code": "Math.sq", "cursor_pos": 7})
        self.assertIn("sqrt", " ".join(reply["matches"]))
        self.assertLess(time.monotonic() - began, 3.5)
        self.assertEqual(self.kernel.collect(msg_id).result, "slept")

    def test_debug_is_refused_politely(self):
        """an answer, and the kernel says beforehand that it has no debugger"""
        info = self.kernel.ask("kernel_info_request", {})
        self.assertNotIn("debugger", info.get("supported_features", []))
        self.assertFalse(info.get("debugger", False))
        reply, _ = self.kernel.control("debug_request", {"type": "request", "seq": 1, "command": "initialize", "arguments": {}})
        self.assertEqual(reply["msg_type"], "debug_reply")
        self.works()

    def test_unknown_message(self):
        message = self.kernel.client.session.msg("no_such_request", {"a": 1})
        self.kernel.client.shell_channel.send(message)
        self.works()

    def test_welcome_again(self):
        """each subscriber is welcomed"""
        client = self.kernel.manager.client()
        client.start_channels(shell=False, stdin=False, hb=False, control=False)
        try:
            self.assertEqual(client.get_iopub_msg(timeout=PATIENCE)["msg_type"], "iopub_welcome")
        finally:
            client.stop_channels()

    def test_heartbeat(self):
        import zmq

        socket = zmq.Context.instance().socket(zmq.REQ)
        socket.linger = 0
        socket.connect(self.kernel.manager._make_url("hb"))
        for payload in [b"ping", b"", b"\x00\xff" * 5000]:
            socket.send(payload)
            self.assertTrue(socket.poll(PATIENCE * 1000))
            self.assertEqual(socket.recv(), payload)
        socket.close()


class Lifetime(KernelTest):
    def test_restart(self):
        """a restart forgets names and answers again"""
        self.ok("globalThis.before = 1")
        self.kernel.client.stop_channels()
        self.kernel.manager.restart_kernel(now=False)
        self.kernel.client = self.kernel.manager.client()
        self.kernel.client.start_channels()
        self.kernel.client.wait_for_ready(timeout=PATIENCE)
        import psutil

        type(self).kernel.process = psutil.Process(self.kernel.manager.provisioner.process.pid)
        self.assertEqual(self.ok("typeof globalThis.before").result, "undefined")

    def test_shutdown_replies(self):
        """on control, with the restart flag echoed; then it is gone"""
        for restart in (False, True):
            kernel = Kernel()
            family = kernel.family()
            reply, _ = kernel.control("shutdown_request", {"restart": restart})
            self.assertEqual(reply["content"]["restart"], restart)
            self.assertEqual(reply["content"]["status"], "ok")
            import psutil

            _, alive = psutil.wait_procs(family, timeout=15)
            self.assertEqual(alive, [])
            kernel.client.stop_channels()

    def test_shutdown_while_a_cell_runs(self):
        kernel = Kernel()
        family = kernel.family()
        kernel.send('console.log("go"); for (;;) {}')
        kernel.until_output("go")
        kernel.control("shutdown_request", {"restart": False})
        import psutil

        _, alive = psutil.wait_procs(family, timeout=15)
        self.assertEqual(alive, [])
        kernel.client.stop_channels()
