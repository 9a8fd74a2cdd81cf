import { createCppReader } from "./cpp/cpp-reader";
import { createJavaScriptReader } from "./javascript/javascript-reader";
import { createPythonReader } from "./python/python-reader";
import type { Reader, ReaderFor } from "./reader";
import type { Disk } from "./shared-disk";
import { createVariablesReader } from "./variables/variables-reader";

/** A debugger whose stopped programs can be read. */
export interface Debugger {
  /** As the docs call it. */
  readonly name: string;
  /** Debug types of launch configurations; a "*" at the end stands for anything. */
  readonly types: readonly string[];
  /** Languages, as the docs call them. */
  readonly languages: string;
  readonly reads: string;
  readonly testedWith: string;
  /** Test files that read through this debugger; none where it cannot be had here. */
  readonly tests: readonly string[];
  readonly createReader: (disk: Disk | null) => Reader;
}

/**
 * Every debugger there is. A row here and its reader are all that a new one needs: `node scripts/debuggers.mjs` writes the
 * when-clauses of package.json and the table of docs/debugging.md from it, and a test holds both.
 */
export const DEBUGGERS: readonly Debugger[] = [
  {
    name: "debugpy",
    types: ["debugpy", "python", "Python Kernel Debug Adapter"],
    languages: "Python",
    reads:
      "`numpy.ndarray` (any strides and byte order, float16 to longdouble, integers, bool, masked), `torch.Tensor` and " +
      "`Parameter` (any strides, float16, bfloat16, float8, requires_grad), pandas, nested lists, `memoryview`, " +
      "`array.array`, and anything with NumPy's or CuPy's array protocol (TensorFlow, JAX)",
    testedWith:
      "debugpy 1.6.3 and 1.8.22 with Python 3.11 and 3.13, a notebook's kernel (ipykernel 7.4, inside VS Code too); NumPy 1.24 and 2.4, PyTorch 1.13 and " +
      "2.15, pandas 1.5 and 3.1, JAX, TensorFlow, Keras, tinygrad",
    tests: [
      "test/debug/readers/python/debugpy.test.ts",
      "test/debug/readers/agent/faults.test.ts",
      "test/stack/notebook.test.ts",
    ],
    createReader: createPythonReader,
  },
  {
    name: "js-debug",
    types: ["pwa-*", "node", "node-terminal", "chrome", "msedge", "extensionHost"],
    languages: "JavaScript, TypeScript",
    reads:
      "nested arrays, typed arrays and their subarrays, objects with `shape` (or `dims`) and `data`, with strides and " +
      "offset: ndarray, TensorFlow.js, ONNX Runtime, math.js, ml-matrix",
    testedWith: "js-debug 1.117 and V8's own protocol",
    tests: ["test/debug/readers/javascript/v8.test.ts", "test/vscode/transfer.node.test.ts"],
    createReader: createJavaScriptReader,
  },
  {
    name: "lldb-dap, lldb-vscode",
    types: ["lldb-dap", "lldb-vscode"],
    languages: "C, C++, Rust",
    reads:
      "`T a[N][M]`, `T *` (sizes are asked, or follow from x), `std::vector` (nested too), `std::array`, " +
      "`Eigen::Matrix` and `Array`, xtensor's `xarray`, `xtensor` and `xtensor_fixed`; by their keys (texts and integers) " +
      "vectors, arrays, pointers, dynamic Eigen matrices and numbers in libstdc++'s `std::map` and `std::unordered_map` (256 entries; no maps within maps, none of libc++, which are " +
      "refused in a sentence); of " +
      "Rust arrays, `Vec` (nested too), slices, `Box<[T]>` and ndarray's arrays that lie by rows or by columns, no `HashMap`",
    testedWith:
      "lldb-vscode 14; lldb-dap 19.1.7 by hand (Debian 12 cannot install both): the same tests of C and C++ run it where " +
      "GRADIENT_LENS_LLDB_DAP names it; libc++ 14 by hand; Rust 1.95 where `rustc` is installed, ndarray 0.16 and 0.17 by hand, with " +
      "LLDB's own view of their members (Rust's formatters for LLDB not loaded)",
    tests: [
      "test/debug/readers/cpp/lldb.test.ts",
      "test/debug/readers/cpp/caches.test.ts",
      "test/debug/readers/cpp/rust.test.ts",
    ],
    createReader: createCppReader,
  },
  {
    name: "GDB",
    types: ["gdb"],
    languages: "C, C++, Rust",
    reads: "the same, through `readMemory`; Rust in its own words, such as `net.scale`",
    testedWith:
      "GDB 13 with Eclipse's adapter (cdt-gdb-adapter 1.7); GDB's own, `gdb -i dap`, with GDB 16.3 by hand: the same tests run " +
      "it where the GDB on the PATH, or in GRADIENT_LENS_GDB, is 14 or newer (Debian 12 has 13); Rust 1.95 where `rustc` is installed",
    tests: ["test/debug/readers/cpp/gdb.test.ts", "test/debug/readers/cpp/rust.test.ts"],
    createReader: createCppReader,
  },
  {
    name: "CodeLLDB, cpptools",
    types: ["lldb", "cppdbg", "cppvsdbg"],
    languages: "C, C++",
    reads: "the same, through `readMemory`",
    testedWith:
      "never run here: CodeLLDB comes from GitHub and marketplaces alone, cpptools runs in Microsoft's products alone; goes by the protocol, as with GDB",
    tests: [],
    createReader: createCppReader,
  },
  {
    name: "Delve",
    types: ["go"],
    languages: "Go",
    reads:
      "arrays of arrays and slices of slices of numbers, any rank, up to 16,384 values; a flat slice (sizes are asked); " +
      "gonum's matrices and vectors; values as Delve prints them: -0 is 0",
    testedWith: "Delve 1.20 with Go 1.19, Delve 1.27 with Go 1.26, gonum 0.17 where it can be had",
    tests: ["test/debug/readers/variables/delve.test.ts", "test/debug/readers/variables/gonum.test.ts"],
    createReader: createVariablesReader,
  },
  {
    name: "any other",
    types: ["java", "coreclr", "php", "Ruby", "rdbg"],
    languages: "Java, C#, ...",
    reads: "lists of numbers in the Variables view, up to 16,384 values",
    testedWith: "the same reader with Delve and with lldb-vscode 14",
    tests: ["test/debug/readers/variables/variables.test.ts"],
    createReader: createVariablesReader,
  },
];

/** The reader of each debug type. A type that stands nowhere is read through its variables. */
export function createReaders(disk: Disk | null): ReaderFor {
  const made = new Map<Debugger["createReader"], Reader>();
  return (debugType) => {
    const row = DEBUGGERS.find(({ types }) => types.some((type) => matchesType(type, debugType)));
    const create = row?.createReader ?? createVariablesReader;
    const reader = made.get(create) ?? create(disk);
    made.set(create, reader);
    return reader;
  };
}

function matchesType(type: string, debugType: string): boolean {
  return type.endsWith("*") ? debugType.startsWith(type.slice(0, -1)) : debugType === type;
}
