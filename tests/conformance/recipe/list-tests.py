"""Prints, as JSON, the version of each suite and its tests by the file or program that they are in.

Argument: the folder of the built suites. Standard input: lines of source package and version.
"""

import ast
import glob
import json
import os
import sys

folder = sys.argv[1]
versions = dict(line.split() for line in sys.stdin)


def tests_of(path):
    """The keys of the dictionary all_tests, read without running the file."""
    with open(path) as file:
        tree = ast.parse(file.read())
    for node in tree.body:
        if isinstance(node, ast.Assign) and node.targets[0].id == "all_tests":
            return [key.value for key in node.value.keys]
    raise ValueError(f"{path} has no all_tests")


files = sorted(glob.glob(os.path.join(folder, "crun/tests/test_*.py")))
programs = sorted(os.listdir(os.path.join(folder, "runtime-tools/validation")))
index = {
    "crun": {
        "version": versions["crun"],
        "units": {os.path.basename(file).removesuffix(".py"): tests_of(file) for file in files},
    },
    "runtime-tools": {
        "version": versions["golang-github-opencontainers-runtime-tools"],
        "units": {program: [program] for program in programs},
    },
}
print(json.dumps(index, indent=2))
