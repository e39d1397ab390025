#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds the tree to its architecture (ARCHITECTURE.md): who may include whom, what every file starts with, how long it
may get, what may stand at the top. Prints one line for each breach, and first of all checks itself."""

import os
import pathlib
import re
import subprocess
import sys

LONGEST = 500
FOLDERS = {"app", "core", "ui", "resources", "tests", "packaging"}
FILES = {"CMakeLists.txt", "CMakePresets.json", "LICENSE", "README.md", "CONTRIBUTING.md", "ARCHITECTURE.md",
         "CHANGELOG.md"}

# base <- {capture, net, mqtt} <- store <- session <- {filter, format} <- engine <- exporter
LAYERS = [{"base"}, {"capture", "net", "mqtt"}, {"store"}, {"session"}, {"filter", "format"}, {"engine"}, {"exporter"}]
LAYER_OF = {module: number for number, modules in enumerate(LAYERS) for module in modules}

# What the code outside core may include, by the start of its path; the longest start wins.
ALLOWED = {
    "app/gui/": ("app/gui/", "ui/", "core/"),
    "app/cli/": ("app/cli/", "core/"),
    "app/capture/": ("app/capture/", "core/capture/live/", "core/base/"),
    "ui/": ("ui/", "core/"),
    "ui/models/": ("ui/models/", "core/"),
}

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)
QT = re.compile(r"^(Q[A-Z]|Qt|qt|q[a-z]+\.h$)")
# Models serve a table without knowing one; the dialogs and views of QtWidgets all end or begin like these.
WIDGET = re.compile(r"^(QtWidgets|Q\w*(Widget|View|Dialog|Window|Delegate|Layout|Button|Bar|Box|Edit|Menu|Label|Splitter|"
                    r"Style|Slider|Completer|Application)$)")
NO_WIDGET = {"QGuiApplication", "QCoreApplication", "QStringView", "QByteArrayView", "QLatin1StringView"}
CODE = {".h", ".cpp"}
OWNED = CODE | {".py", ".sh", ".cmake"}


def is_widget(header):
    return header.split("/")[0] == "QtWidgets" or (WIDGET.match(header) and header not in NO_WIDGET)


def module_of(path):
    parts = path.split("/")
    return parts[1] if parts[0] == "core" and len(parts) > 2 else None


def core_breach(path, header, quoted):
    """Why this file of core may not include that header, or None."""
    if not quoted:
        return "core does not know Qt" if QT.match(header) else None
    own, other = module_of(path), module_of(header)
    if not header.startswith("core/"):
        return "core includes only core"
    if own not in LAYER_OF or other not in LAYER_OF:
        return "no such module in the architecture"
    if own != other and LAYER_OF[other] >= LAYER_OF[own]:
        return f"there is no arrow from {own} to {other}"
    return None


def outer_breach(path, header, quoted):
    """Why this file of app or ui may not include that header, or None."""
    start = max((s for s in ALLOWED if path.startswith(s)), key=len, default=None)
    if start is None:
        return "no such folder in the architecture"
    if quoted:
        return None if header.startswith(ALLOWED[start]) else f"{start} may include {', '.join(ALLOWED[start])} only"
    if start in ("app/cli/", "app/capture/") and QT.match(header):
        return f"{start} does not know Qt"
    if start == "ui/models/" and is_widget(header):
        return "models know no widget"
    return None


def include_breaches(path, text):
    for match in INCLUDE.finditer(text):
        quoted, header = match.group(1) == '"', match.group(2)
        if quoted and (header.endswith(".moc") or header.startswith("ui_")):
            continue
        if path.startswith("core/"):
            reason = core_breach(path, header, quoted)
        elif path.startswith(("app/", "ui/")):
            reason = outer_breach(path, header, quoted)
        else:
            reason = None
        if reason:
            line = text.count("\n", 0, match.start()) + 1
            yield f"{path}:{line}: includes {header}: {reason}"


def form_breaches(path, text):
    suffix = pathlib.PurePath(path).suffix
    if suffix not in OWNED and not path.endswith("CMakeLists.txt"):
        return
    lines = text.splitlines()
    head = lines[1:2] if lines and lines[0].startswith("#!") else lines[:1]
    if not any("SPDX-License-Identifier: GPL-3.0-or-later" in line for line in head):
        yield f"{path}:1: the SPDX line is missing"
    if len(lines) > LONGEST:
        yield f"{path}: {len(lines)} lines, more than {LONGEST}"
    if suffix == ".h" and "#pragma once" not in text:
        yield f"{path}: no #pragma once"
    if path.startswith("core/") and path.endswith("CMakeLists.txt") and re.search(r"\bQt6?\b", text):
        yield f"{path}: core does not link Qt"


def top_breaches(paths):
    for top in sorted({path.split("/")[0] for path in paths}):
        is_folder = any(path.startswith(top + "/") for path in paths)
        if not top.startswith(".") and top not in (FOLDERS if is_folder else FILES):
            yield f"{top}: not at the top of the tree, says the architecture"


def tree_files(root):
    """What git knows or would add; without git, what lies there."""
    try:
        listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=root, check=True,
                                capture_output=True).stdout.decode().split("\0")
        return sorted(path for path in listed if path and (root / path).is_file())
    except (OSError, subprocess.CalledProcessError):
        found = []
        for folder, folders, files in os.walk(root):
            folders[:] = [f for f in folders if f not in ("build", ".git")]
            found += [str((pathlib.Path(folder) / f).relative_to(root)) for f in files]
        return sorted(found)


def check(contents):
    """All breaches in a mapping of paths to texts."""
    breaches = list(top_breaches(contents))
    for path, text in contents.items():
        breaches += form_breaches(path, text)
        if pathlib.PurePath(path).suffix in CODE:
            breaches += include_breaches(path, text)
    return breaches


def self_test():
    """A check that cannot fail checks nothing."""
    spdx = "// SPDX-License-Identifier: GPL-3.0-or-later\n"
    wrong = {
        "core/net/a.cpp": '#include "core/mqtt/packet.h"', "core/base/b.cpp": '#include "core/store/row.h"',
        "core/filter/c.cpp": '#include "core/format/text.h"', "core/engine/d.cpp": "#include <QString>",
        "ui/views/e.cpp": '#include "app/gui/main.h"', "ui/models/f.cpp": "#include <QTableView>",
        "ui/models/g.cpp": '#include "ui/views/v.h"', "app/cli/h.cpp": "#include <QtCore/QString>",
        "app/capture/i.cpp": '#include "core/capture/capture_reader.h"',
        "core/net/j.cpp": "\n" * LONGEST, "core/net/k.cpp": '#include "ui/models/m.h"', "src/l.cpp": "",
    }
    right = {
        "core/engine/a.cpp": '#include "core/net/b.h"\n#include <vector>\n#include "core/engine/c.h"',
        "ui/models/b.cpp": '#include "core/engine/c.h"\n#include <QAbstractTableModel>\n#include <QGuiApplication>',
        "app/gui/c.cpp": '#include "ui/shell/w.h"\n#include <QApplication>',
    }
    for path, text in wrong.items():
        if not check({path: spdx + text}):
            sys.exit(f"self test: nothing found in {path}: {text!r}")
    if not check({"core/net/a.cpp": "int x;\n"}):
        sys.exit("self test: the missing SPDX line was not found")
    for path, text in right.items():
        if found := check({path: spdx + text}):
            sys.exit(f"self test: {found}")


def main():
    self_test()
    root = pathlib.Path(__file__).resolve().parents[2]
    contents = {path: (root / path).read_text(errors="replace") if pathlib.PurePath(path).suffix in OWNED or
                path.endswith("CMakeLists.txt") else "" for path in tree_files(root)}
    breaches = check(contents)
    print("\n".join(breaches) if breaches else f"{len(contents)} files keep to the architecture")
    sys.exit(1 if breaches else 0)


if __name__ == "__main__":
    main()
