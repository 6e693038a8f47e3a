"""What is not a message: unsigned, wrongly signed, malformed, random. It is dropped, and the kernel answers the next cell."""

import json
import os
import random
import socket
import stat
import struct
import time

import zmq

from kernel import KernelTest, PATIENCE, soak

DELIMITER = b"<IDS|MSG>"


class Wire(KernelTest):
    def dealer(self, channel):
        kind = zmq.SUB if channel == "iopub" else zmq.REQ if channel == "hb" else zmq.DEALER
        one = zmq.Context.instance().socket(kind)
        one.linger = 500
        one.connect(self.kernel.manager._make_url(channel))
        self.addCleanup(one.close)
        return one

    def frames(self, code="globalThis.forged = true"):
        session = self.kernel.client.session
        content = {"code": code, "silent": False, "store_history": True, "user_expressions": {}, "allow_stdin": False, "stop_on_error": True}
        message = session.msg("execute_request", content)
        return session.serialize(message, ident=[])

    def works(self):
        """A cell sent before an error of the messages above was seen is aborted with them: then it is sent again, as a person would."""
        end = time.monotonic() + PATIENCE
        cell = self.run_cell("6 * 7")
        while cell.status == "aborted" and time.monotonic() < end:
            cell = self.run_cell("6 * 7")
        self.assertEqual((cell.status, cell.result), ("ok", "42"), cell)

    def nothing_happened(self):
        self.works()
        self.assertEqual(self.run_cell("typeof globalThis.forged").result, "undefined")

    def test_wrong_signature(self):
        """dropped without a reply"""
        for signature in [b"", b"0" * 64, b"\xff" * 64, os.urandom(32), b"0" * 100_000]:
            frames = self.frames()
            frames[frames.index(DELIMITER) + 1] = signature
            one = self.dealer("shell")
            one.send_multipart(frames)
            self.assertFalse(one.poll(200))
        self.nothing_happened()

    def test_changed_content(self):
        """a message changed under its signature is dropped"""
        frames = self.frames("1 + 1")
        content = json.loads(frames[-1])
        frames[-1] = json.dumps({**content, "code": "globalThis.forged = true"}).encode()
        one = self.dealer("shell")
        one.send_multipart(frames)
        self.assertFalse(one.poll(200))
        self.nothing_happened()

    def test_replayed_message(self):
        """the same signature twice is run once at most by the letter of the protocol; the kernel lives either way"""
        frames = self.frames("globalThis.times = (globalThis.times ?? 0) + 1")
        one = self.dealer("shell")
        one.send_multipart(frames)
        self.assertTrue(one.poll(PATIENCE * 1000))
        one.send_multipart(frames)
        self.works()

    def test_signed_but_malformed(self):
        """signed by someone who has the key, and still not a message"""
        session = self.kernel.client.session
        parts = [
            [b"", b"", b"", b""],
            [b"{}", b"{}", b"{}", b"{}"],
            [b"null", b"null", b"null", b"null"],
            [b"[]", b"1", b'"x"', b"true"],
            [b'{"msg_type": 5}', b"{}", b"{}", b"{}"],
            [b'{"msg_type": "execute_request"}', b"{}", b"{}", b"{}"],
            [b'{"msg_type": "execute_request", "msg_id": "m"}', b"{}", b"{}", b'{"code": 7}'],
            [b'{"msg_type": "execute_request", "msg_id": "m"}', b"{}", b"{}", b'{"code": null, "silent": "x"}'],
            [b'{"msg_type": "complete_request", "msg_id": "m"}', b"{}", b"{}", b'{"code": "x", "cursor_pos": -5}'],
            [b'{"msg_type": "complete_request", "msg_id": "m"}', b"{}", b"{}", b'{"code": "x", "cursor_pos": 1e99}'],
            [b'{"msg_type": "inspect_request", "msg_id": "m"}', b"{}", b"{}", b'{"code": ["x"], "cursor_pos": "a"}'],
            [b'{"msg_type": "history_request", "msg_id": "m"}', b"{}", b"{}", b'{"hist_access_type": {}}'],
            [b'{"msg_type": "comm_open", "msg_id": "m"}', b"{}", b"{}", b"{}"],
            [b'{"msg_type": "__proto__", "msg_id": "m"}', b"{}", b"{}", b"{}"],
            [b'{"msg_type": "constructor", "msg_id": "m"}', b"{}", b"{}", b"{}"],
            [b'{"msg_type": "execute_reply", "msg_id": "m"}', b"{}", b"{}", b"{}"],
            [b"{" * 10_000, b"{}", b"{}", b"{}"],
            [b"[" * 200_000 + b"]" * 200_000, b"{}", b"{}", b"{}"],
            [b"\xff\xfe\x00", b"{}", b"{}", b"{}"],
        ]
        for channel in ["shell", "control", "stdin"]:
            one = self.dealer(channel)
            for four in parts:
                one.send_multipart([DELIMITER, session.sign(four), *four])
        self.works()

    def test_malformed_frames(self):
        """too few, too many, no delimiter, empty, huge"""
        heaps = [
            [b""],
            [b"", b""],
            [DELIMITER],
            [DELIMITER, DELIMITER, DELIMITER],
            [b"<IDS|MSG"],
            [DELIMITER, b"sig"],
            [DELIMITER, b"sig", b"{}"],
            [b"x"] * 500,
            [DELIMITER, *[b"{}"] * 500],
            [b"\x00" * 5_000_000],
        ]
        for channel in ["shell", "control", "stdin"]:
            one = self.dealer(channel)
            for heap in heaps:
                one.send_multipart(heap)
        self.works()

    def test_random_frames(self):
        """random bytes in random frames at every socket"""
        rng = random.Random(7)
        for channel in ["shell", "control", "stdin"]:
            one = self.dealer(channel)
            for _ in range(soak(5000, 200)):
                one.send_multipart([rng.randbytes(rng.choice([0, 1, 9, 64, 300])) for _ in range(rng.randint(1, 9))])
        self.works()

    def test_mutated_messages(self):
        """a real message with some bytes changed, signed anew or not"""
        rng = random.Random(11)
        session = self.kernel.client.session
        for channel in ["shell", "control"]:
            one = self.dealer(channel)
            for round in range(soak(2000, 100)):
                frames = [bytearray(frame) for frame in self.frames("1 + 1")]
                victim = rng.choice([frame for frame in frames[2:] if frame])
                for _ in range(rng.randint(1, 4)):
                    victim[rng.randrange(len(victim))] = rng.randrange(256)
                if round % 2:
                    frames[1] = session.sign([bytes(frame) for frame in frames[2:]])
                one.send_multipart([bytes(frame) for frame in frames])
        self.works()

    def test_random_bytes_on_the_wire(self):
        """what does not even speak ZeroMQ"""
        rng = random.Random(13)
        greeting = b"\xff" + b"\0" * 8 + b"\x7f\x03\x00NULL" + b"\0" * 48
        for port in ["shell_port", "iopub_port", "stdin_port", "control_port", "hb_port"]:
            for payload in [b"", b"GET / HTTP/1.1\r\n\r\n", rng.randbytes(3000), greeting, greeting + rng.randbytes(500), greeting + b"\x02" + struct.pack(">Q", 2**62)]:
                with socket.create_connection(("127.0.0.1", getattr(self.kernel.manager, port)), timeout=5) as raw:
                    raw.sendall(payload)
        self.works()

    def test_connections_that_come_and_go(self):
        for _ in range(soak(500, 30)):
            one = zmq.Context.instance().socket(zmq.DEALER)
            one.linger = 0
            one.connect(self.kernel.manager._make_url("shell"))
            one.send_multipart(self.frames("1"))
            one.close()
        self.works()

    def test_key_is_private(self):
        mode = stat.S_IMODE(os.stat(self.kernel.manager.connection_file).st_mode)
        self.assertEqual(mode & 0o077, 0)
