"""
One start of one kernel, measured from a front end's side. In: its name, and how often each cell is run; 0 for its memory
alone. Out: a line of JSON, milliseconds and megabytes.
"""

import json
import statistics
import sys
import time

import psutil
from jupyter_client.manager import KernelManager

NAME, ROUNDS = sys.argv[1], int(sys.argv[2])
PATIENCE = 60

NET = "net`input 8x8x1 | conv3-32 | maxpool2 | fc-10 | softmax`"
TFJS = 'import * as tf from "@tensorflow/tfjs"'
SPIN = 'console.log("go"); for (const end = Date.now() + 3000; Date.now() < end; ) {}'
# By then what a kernel lets go when nobody asks for it has gone.
SILENCE = 195
# What a kernel does not offer it is not asked for; ijavascript answers nothing on the control channel.
CELLS = {
    "convscript": {
        "1 + 1": "1 + 1",
        "declaration": "const a{i}: number = {i}; a{i}",
        "our API": f"const n{{i}} = {NET}; n{{i}}.totals.params",
        "ConvScript": "net c{i} = input 8x8x1 | conv3-32 | maxpool2 | fc-10 | softmax",
        "import tfjs": TFJS,
        "with tfjs": "const t{i}: number = tf.util.sizeFromShape([2, 3]); t{i}",
        "spin": SPIN,
        "train": "data digits\nnet slow = input 8x8x1 | conv3-64 | conv3-64 | fc-10 | softmax\ntrain slow on digits epochs=100000 batch=256",
    },
    "tslab": {
        "1 + 1": "1 + 1",
        "declaration": "const a{i}: number = {i}; a{i}",
        "import tfjs": TFJS,
        "with tfjs": "const t{i}: number = tf.util.sizeFromShape([2, 3]); t{i}",
        "spin": SPIN,
    },
    "deno": {"1 + 1": "1 + 1", "declaration": "const a{i}: number = {i}; a{i}", "spin": SPIN},
    "ijavascript": {
        "1 + 1": "1 + 1",
        "declaration": "const a{i} = {i}; a{i}",
        "import tfjs": 'tf = require("@tensorflow/tfjs")',
        "with tfjs": "const t{i} = tf.util.sizeFromShape([2, 3]); t{i}",
    },
    "python3": {
        "1 + 1": "1 + 1",
        "declaration": "a{i} = {i}; a{i}",
        "spin": "import time; print('go', flush=True); end = time.time() + 3\nwhile time.time() < end: pass",
    },
}
cells = CELLS[NAME]
COMPLETION = "import json; json.du" if NAME == "python3" else "Math.sq"


def milliseconds(began):
    return 1000 * (time.perf_counter() - began)


began = time.perf_counter()
manager = KernelManager(kernel_name=NAME)
manager.start_kernel()
client = manager.client()
client.start_channels()
client.kernel_info()
client.get_shell_msg(timeout=PATIENCE)
figures = {"ready": milliseconds(began)}
process = psutil.Process(manager.provisioner.process.pid)


def family():
    return [process, *process.children(recursive=True)]


def wait_idle(msg_id):
    while True:
        message = client.get_iopub_msg(timeout=PATIENCE)
        mine = message["parent_header"].get("msg_id") == msg_id
        if mine and message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
            return


def run(code):
    began = time.perf_counter()
    msg_id = client.execute(code)
    reply = client.get_shell_msg(timeout=PATIENCE)
    while reply["parent_header"].get("msg_id") != msg_id:
        reply = client.get_shell_msg(timeout=PATIENCE)
    wait_idle(msg_id)
    assert reply["content"]["status"] == "ok", (code, reply["content"])
    return milliseconds(began)


def median(what, count=20):
    return statistics.median(run(cells[what].replace("{i}", str(i))) for i in range(count))


def completion():
    began = time.perf_counter()
    client.complete(COMPLETION)
    reply = client.get_shell_msg(timeout=PATIENCE)
    assert reply["content"].get("matches"), reply["content"]
    return milliseconds(began)


def control():
    began = time.perf_counter()
    message = client.session.msg("kernel_info_request", {})
    client.control_channel.send(message)
    client.get_control_msg(timeout=PATIENCE)
    return milliseconds(began)


def control_while(code, is_running):
    msg_id = client.execute(code)
    while not is_running(client.get_iopub_msg(timeout=PATIENCE)):
        pass
    times = []
    for _ in range(10):
        times.append(control())
        time.sleep(0.1)
    return msg_id, max(times)


def memory(state):
    """Of all its processes together: memory counts what they share once, RSS once for each, own not at all."""
    found = [one.memory_maps() for one in family()]
    own = sum(page.private_clean + page.private_dirty for pages in found for page in pages)
    shared = {}
    for pages in found:
        for page in pages:
            shared[page.path] = max(shared.get(page.path, 0), page.shared_clean + page.shared_dirty)
    rss = sum(page.rss for pages in found for page in pages)
    sums = {"memory": own + sum(shared.values()), "RSS": rss, "own": own}
    return {f"{kind}, {state}": size / 1e6 for kind, size in sums.items()}


def idle_memory():
    """Ready, a cell in each language that it has run, then nothing asked: a little later, and when it has long been silent."""
    run(cells.get("our API", cells["declaration"]).replace("{i}", "0"))
    if "ConvScript" in cells:
        run(cells["ConvScript"].replace("{i}", "0"))
    time.sleep(5)
    found = memory("two cells")
    time.sleep(SILENCE)
    found |= memory("silent")
    found["cell after silence"] = run("1 + 1")
    return found


def end():
    client.stop_channels()
    began = time.perf_counter()
    manager.shutdown_kernel()
    return milliseconds(began)


time.sleep(1.5)
if ROUNDS == 0:
    figures = idle_memory()
    end()
    print(json.dumps(figures))
    sys.exit()

figures |= memory("ready")
figures["first cell"] = run("1 + 1")
for what in ["1 + 1", "declaration", "our API", "ConvScript"]:
    if what in cells:
        figures[what] = median(what, ROUNDS)
completion()
figures["completion"] = statistics.median(completion() for _ in range(ROUNDS))
if "spin" in cells:
    msg_id, figures["control, a loop"] = control_while(cells["spin"], lambda m: m["msg_type"] == "stream")
    wait_idle(msg_id)
    client.get_shell_msg(timeout=PATIENCE)
if "train" in cells:
    shown = ("display_data", "update_display_data", "stream")
    msg_id, figures["control, training"] = control_while(cells["train"], lambda m: m["msg_type"] in shown)
    client.control_channel.send(client.session.msg("interrupt_request", {}))
    began = time.perf_counter()
    wait_idle(msg_id)
    figures["interrupt of training"] = milliseconds(began)
    client.get_shell_msg(timeout=PATIENCE)
if "with tfjs" in cells:
    figures["import tfjs"] = run(cells["import tfjs"])
    run("1")
    figures["with tfjs"] = median("with tfjs", ROUNDS)
figures["shutdown"] = end()
print(json.dumps(figures))
