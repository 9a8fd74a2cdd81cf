// What the tests need of the machine besides npm's packages: a browser, and real debuggers with real tensors in them.
// Nothing is skipped when a part is missing: it is installed, or named with the command that installs it.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { findChromium } from "./chromium.mjs";
import { installPackages } from "./debian.mjs";
import { installDelve } from "./delve.mjs";
import { installGdbAdapter } from "./gdb-adapter.mjs";
import { installPython, PYTHON } from "./python-environment.mjs";
import { which } from "./run.mjs";

/** The part of DejaVu that a bare system lacks: symbols are set in italics. */
const ITALIC = "/usr/share/fonts/truetype/dejavu/DejaVuSans-Oblique.ttf";

function hasPythonModule(name) {
  const code = "import importlib.util, sys; sys.exit(importlib.util.find_spec(sys.argv[1]) is None)";
  return existsSync(PYTHON) && spawnSync(PYTHON, ["-c", code, name]).status === 0;
}

/** Each part: Debian's package, what it is for, how to see that it is there. */
const PARTS = [
  { name: "chromium", why: "clicks through the workbench", isThere: () => findChromium() !== null },
  { name: "fonts-dejavu", why: "pictures that are the same everywhere", isThere: () => existsSync(ITALIC) },
  { name: "python3-numpy", why: "arrays in a stopped program", isThere: () => hasPythonModule("numpy") },
  { name: "python3-torch", why: "tensors in a stopped program", isThere: () => hasPythonModule("torch") },
  { name: "python3-pandas", why: "data frames in a stopped program", isThere: () => hasPythonModule("pandas") },
  { name: "python3-debugpy", why: "the Python debugger", isThere: () => hasPythonModule("debugpy") },
  { name: "python3-pip", why: "the Python libraries of today", isThere: () => hasPythonModule("pip") },
  { name: "lldb", why: "the C++ debugger", isThere: () => which("lldb-dap", "lldb-vscode", "lldb-vscode-14") !== null },
  { name: "gdb", why: "the other C++ debugger", isThere: () => which("gdb") !== null },
  { name: "g++", why: "the C++ program to stop in", isThere: () => which("g++") !== null },
  { name: "libeigen3-dev", why: "Eigen matrices", isThere: () => existsSync("/usr/include/eigen3/Eigen/Dense") },
  { name: "libxtensor-dev", why: "xtensor's arrays", isThere: () => existsSync("/usr/include/xtensor/xarray.hpp") },
  { name: "golang-go", why: "the Go program to stop in", isThere: () => which("go") !== null },
];

/** Installs what is missing, or throws an error that says how to. */
function installSystemParts() {
  const missing = PARTS.filter((part) => !part.isThere());
  if (missing.length > 0) installPackages(missing);
}

/** What people have today, where PyPI answers. */
async function installLibraries() {
  try {
    await installPython("today");
  } catch (error) {
    console.error(`The Python libraries of today cannot be had, so that Debian's packages serve: ${error.message}`);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    installSystemParts();
    await installGdbAdapter();
    await installDelve();
    await installLibraries();
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
}
