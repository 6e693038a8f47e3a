"""The suite of the Jupyter project, every part of it asked for."""

import jupyter_kernel_test

from kernel import NAME


class Conformance(jupyter_kernel_test.KernelTests):
    kernel_name = NAME
    language_name = "typescript"
    file_extension = ".ts"
    code_hello_world = 'console.log("hello, world")'
    code_stderr = 'console.error("oops")'
    completion_samples = [
        {"text": "Math.cbr", "matches": {"cbrt"}},
        {"text": "net a = input 8x8x1 | conv3-8 | maxp", "matches": {"maxpool2", "maxpool3/2"}},
    ]
    complete_code_samples = [
        "1",
        "const x = 1",
        "for (const i of [1]) { i }",
        "await Promise.resolve(1)",
        "net a = input 8x8x1 | fc-10",
    ]
    incomplete_code_samples = ["for (;;) {", "f(", "`abc", "net a = input 8x8x1 |", "net a = input 8x8x1 | [conv1-8,"]
    invalid_code_samples = ["const = 1", ")", "let 3x"]
    code_page_something = "Math.sqrt?"
    code_generate_error = 'throw new Error("on purpose")'
    code_execute_result = [
        {"code": "6 * 7", "result": "42"},
        {"code": "6 * 8", "result": "48"},
        {"code": '"caf\\u00e9"', "result": "café"},
        {"code": "await Promise.resolve(9)", "result": "9"},
    ]
    code_display_data = [
        {"code": 'display.html("<b>7</b>")', "mime": "text/html"},
        {"code": 'display.markdown("**7**")', "mime": "text/markdown"},
        {"code": 'display.svg("<svg xmlns=\'http://www.w3.org/2000/svg\'/>")', "mime": "image/svg+xml"},
    ]
    code_history_pattern = "6 * 7*"
    supported_history_operations = ("tail", "range", "search")
    code_inspect_sample = "Math.sqrt"
    code_clear_output = "display.clear()"


class Welcome(jupyter_kernel_test.IopubWelcomeTests):
    """In a class of its own: mixed in, it starts threads twice."""

    kernel_name = NAME
    support_iopub_welcome = True


del jupyter_kernel_test
