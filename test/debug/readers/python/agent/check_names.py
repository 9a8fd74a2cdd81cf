"""
Lint of Python files with what every Python has: they compile without a warning, in the syntax of Python 3.7 (no walrus,
which would leave names behind), every name is defined somewhere, and nothing is imported or assigned for nothing.
"""

import ast
import builtins
import symtable
import sys
import warnings

warnings.simplefilter("error")


def complaints(path):
    with open(path, encoding="utf-8") as file:
        source = file.read()
    try:
        ast.parse(source, path, feature_version=(3, 7))
        compile(source, path, "exec")
    except (SyntaxError, Warning) as error:
        return [str(error)]
    top = symtable.symtable(source, path, "exec")
    known = {s.get_name() for s in top.get_symbols() if s.is_assigned() or s.is_imported()} | set(dir(builtins))
    known |= {"__file__", "__name__"}
    found = []
    used = set()

    def visit(table):
        for symbol in table.get_symbols():
            name = symbol.get_name()
            if symbol.is_global() and symbol.is_referenced():
                used.add(name)
                if name not in known:
                    found.append("line %d: %s is not defined" % (table.get_lineno(), name))
            if table.get_type() == "function" and symbol.is_local() and not symbol.is_parameter():
                inner = any(name in c.get_identifiers() for c in table.get_children())
                if symbol.is_assigned() and not symbol.is_referenced() and not inner and not name.startswith("_"):
                    found.append("line %d: %s is assigned for nothing" % (table.get_lineno(), name))
        for child in table.get_children():
            visit(child)

    visit(top)
    used |= {s.get_name() for s in top.get_symbols() if s.is_referenced()}
    for symbol in top.get_symbols():
        if symbol.is_imported() and symbol.get_name() not in used:
            found.append("%s is imported for nothing" % symbol.get_name())
    long = [n for n, line in enumerate(source.split("\n"), 1) if len(line) > 120]
    found.extend("line %d has more than 120 characters" % n for n in long)
    return found


if __name__ == "__main__":
    all_found = [path + ": " + text for path in sys.argv[1:] for text in complaints(path)]
    print("\n".join(all_found))
    sys.exit(1 if all_found else 0)
