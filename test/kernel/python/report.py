"""Runs one module's tests. In: its name. Out: a line of JSON a test on standard output, as each ends, and a last one with the count."""

import faulthandler
import importlib
import json
import os
import sys
import time
import unittest

# What tests and their libraries print goes to stderr; the report alone to stdout.
report = os.fdopen(os.dup(1), "w", buffering=1)
os.dup2(2, 1)


class Reporter(unittest.TestResult):
    def startTest(self, test):
        super().startTest(test)
        self.began = time.monotonic()
        self.failed = False

    def addSuccess(self, test):
        super().addSuccess(test)
        self.tell(test, "pass", "")

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.tell(test, "fail", self.failures[-1][1])

    def addError(self, test, err):
        super().addError(test, err)
        self.tell(test, "fail", self.errors[-1][1])

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self.tell(test, "skip", reason)

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err is not None:
            self.tell(test, "fail", f"{subtest._subDescription()}\n{self._exc_info_to_string(err, test)}")

    def tell(self, test, outcome, detail):
        began = getattr(self, "began", time.monotonic())
        name = test.shortDescription() or str(test)
        row = {"name": name, "outcome": outcome, "detail": detail, "seconds": time.monotonic() - began}
        print(json.dumps(row), file=report)


def main():
    faulthandler.enable()
    suite = unittest.defaultTestLoader.loadTestsFromModule(importlib.import_module(sys.argv[1]))
    wanted = sys.argv[2:]
    result = Reporter()
    tests = [test for group in suite for test in group]
    unittest.TestSuite(one for one in tests if not wanted or any(word in str(one) for word in wanted)).run(result)
    print(json.dumps({"count": result.testsRun}), file=report)


main()
