"""Runs notebooks through their kernel by nbclient: `execute.py FOLDER NAME…`. One line of JSON a notebook: its name, and what went wrong or null, and its text."""

import json
import os
import sys

import nbclient
import nbformat

folder, *names = sys.argv[1:]
for name in names:
    notebook = nbformat.read(os.path.join(folder, name + ".ipynb"), as_version=4)
    client = nbclient.NotebookClient(notebook, timeout=300, resources={"metadata": {"path": folder}})
    error = None
    try:
        client.execute()
    except Exception as problem:
        error = str(problem)
    texts = []
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            texts.append(output.get("text") or output.get("data", {}).get("text/plain", ""))
    print(json.dumps({"name": name, "error": error, "text": "\n".join(texts)}), flush=True)
