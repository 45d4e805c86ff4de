#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every check finds what it is for, in a tree made here with one fault of each kind, and finds nothing in one without."""
import pathlib
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
SPDX = "// SPDX-License-Identifier: Apache-2.0\n"
SOUND = {
    "src/base/error.hpp": SPDX + "#include <string>\n",
    "mpi/check.hpp": SPDX + '#include <mpi.h>\n\n#include "src/base/error.hpp"\n',
    "mpi/check.cpp": SPDX + '#include "mpi/check.hpp"\n\nint one() { return 1; }\n',
    "tests/repository/rooms.txt": "<mpi*.h>: mpi\nsrc/base:\nmpi: src/*\n",
    "tests/repository/old_words.txt": "frobnicate | turn | docs/*\n",
    "CONTRIBUTING.md": "## Glossary\n\n| word | what it is |\n|---|---|\n" + "".join(f"| w{i} | a word |\n" for i in range(15)),
    "jobs.sh": "#!/usr/bin/env bash\n# SPDX-License-Identifier: Apache-2.0\necho \"$1\"\n",
}


def run(check, tree):
    """Exit code and output of a check over a tree {path: text}."""
    with tempfile.TemporaryDirectory() as folder:
        for path, text in tree.items():
            place = pathlib.Path(folder) / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, encoding="utf-8")
        done = subprocess.run([sys.executable, HERE / f"{check}.py", folder], capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


class Checks(unittest.TestCase):
    def expect(self, check, changed, *said, sound=SOUND):
        """The sound tree passes; with the files changed the check fails and says what is wrong and where."""
        code, output = run(check, sound)
        if code == 77:
            self.skipTest(output.strip())
        self.assertEqual(code, 0, output)
        code, output = run(check, sound | changed)
        self.assertEqual(code, 1, output)
        for text in said:
            self.assertIn(text, output)

    def test_layering(self):
        upward = {"src/base/error.hpp": '#include "mpi/check.hpp"\n'}
        self.expect("layering", upward,
                    'src/base/error.hpp:1: src/base may not include "mpi/check.hpp"', "a circle of rooms: mpi > src/base > mpi")
        self.expect("layering", {"src/base/error.hpp": "#include <mpi.h>\n"}, "src/base/error.hpp:1: <mpi.h> is for mpi alone")
        self.expect("layering", {"mpi/a.cpp": '#include "check.hpp"\n'}, 'mpi/a.cpp:1: "check.hpp" is no header')
        self.expect("layering", {"src/new/a.cpp": "#include <string>\n"}, "src/new: no row in tests/repository/rooms.txt")
        rows = SOUND["tests/repository/rooms.txt"] + "io/gone: src/*\n"
        self.expect("layering", {"tests/repository/rooms.txt": rows}, "io/gone: no such room")

    def test_lengths(self):
        long = "int f(int a) {\n" + "  a += 1;\n" * 49 + "  return a;\n}\n"
        self.expect("lengths", {"io/a.cpp": "\n" + long}, "io/a.cpp:2: f has 52 lines, at most 50")
        method = "struct A {\n  template <class T>\n  A(T a) : b{a} {\n" + "    b += 1;\n" * 49 + "  }\n  int b;\n};\n"
        self.expect("lengths", {"io/a.cpp": method}, "io/a.cpp:3: A has 51 lines, at most 50")
        self.expect("lengths", {"io/a.hpp": "// line\n" * 151}, "io/a.hpp: 151 lines, at most 150")
        self.expect("lengths", {"io/a.cpp": "// line\n" * 401}, "io/a.cpp: 401 lines, at most 400")

    def test_stems(self):
        self.expect("stems", {"io/check.cpp": ""}, "check: io mpi")

    def test_spdx(self):
        self.expect("spdx", {"io/a.cpp": "int a;\n" + SPDX}, "io/a.cpp: no line with SPDX")
        self.expect("spdx", {"a.sh": "#!/bin/sh\necho\n"}, "a.sh: no line with SPDX")

    def test_old_words(self):
        self.expect("old_words", {"docs/a.md": "frobnicate\n", "io/a.cpp": "\n// To frobnicate.\n"},
                    'io/a.cpp:2: "frobnicate": turn', "1 wrong")

    def test_glossary(self):
        self.expect("glossary", {"CONTRIBUTING.md": "# Contributing\n"}, 'no heading "## Glossary"')
        self.expect("glossary", {"CONTRIBUTING.md": SOUND["CONTRIBUTING.md"] + "| w3 | again |\n"}, "w3: stands there twice")
        self.expect("glossary", {"CONTRIBUTING.md": SOUND["CONTRIBUTING.md"].replace("| w9 | a word |\n", "")}, "14 words")

    def test_formatting(self):
        self.expect("formatting", {"io/a.cpp": "int  a ;\n"}, "io/a.cpp:1:")

    def test_scripts(self):
        self.expect("scripts", {"a.sh": "#!/bin/sh\nrm $1\n"}, "a.sh:2:4: note: Double quote")

    def test_spelling(self):
        # In two parts, for this file is checked, too.
        self.expect("spelling", {"a.md": "One spel" + "ing.\n"}, "./a.md:1: spel" + "ing ==> spelling")
        self.expect("spelling", {"a.md": "A normal" + "ized value.\n"}, "normal" + "ized ==> normalised")

    def test_doxygen(self):
        settings = {"Doxyfile": (HERE.parents[1] / "Doxyfile").read_text(encoding="utf-8"),
                    "docs/api.dox": (HERE.parents[1] / "docs/api.dox").read_text(encoding="utf-8"),
                    "mpi/check.hpp": SPDX + '#include <mpi.h>\n#include "src/base/error.hpp"\n\n'
                                     "namespace lampyris::mpi {\n/// Throws.\nvoid check(int code);\n}\n"}
        self.expect("doxygen", {"src/base/a.hpp": "namespace lampyris {\nint a();\n}\n"},
                    "src/base/a.hpp:2:", "is not documented", sound=SOUND | settings)


if __name__ == "__main__":
    unittest.main()
