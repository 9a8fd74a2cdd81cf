// `npm run stack`: the tests that PyTorch has a part in, on the PyTorch that people have today. npm test has Debian's.
//   node scripts/stack.mjs [PART ...]
import { root } from "./lib/paths.mjs";
import { installPython } from "./lib/python-environment.mjs";
import { node24, toolEnvironment } from "./lib/run.mjs";
import { runStage } from "./lib/stage.mjs";

const parts = process.argv.slice(2);
const STAGES = [
  { title: "Build", command: [node24(), "scripts/setup.mjs"] },
  {
    title: "PyTorch of today",
    command: [node24(), "scripts/unit.mjs", "--stack", ...parts, "--", "--reporter", "scripts/lib/reporter.cjs"],
    tallies: true,
  },
  {
    title: "A notebook's kernel inside VS Code",
    command: [node24(), "scripts/vscode-suite.mjs", "--stack"],
    tallies: true,
  },
];

/** The pinned Python with PyTorch. Undefined, and said, where PyPI does not answer. */
async function stackPython() {
  try {
    return await installPython("stack");
  } catch (error) {
    console.log(`Not run: PyPI did not give PyTorch (${error.message}). npm test has run with Debian's.`);
    return undefined;
  }
}

/** A newer Python than Debian's, for those of the tests that need no PyTorch. Undefined, and said, where none can be had. */
async function newerPython() {
  try {
    return await installPython("newer");
  } catch (error) {
    console.log(`Not run on a newer Python: ${error.message}.`);
    return undefined;
  }
}

/** The stages, added up. Parts choose tests that need no VS Code. */
async function runOn(python) {
  const newer = await newerPython();
  const own = { GRADIENT_LENS_PYTHON: python, ...(newer && { GRADIENT_LENS_NEWER_PYTHON: newer }) };
  const options = {
    cwd: root,
    env: toolEnvironment({ NO_COLOR: "1", ...own }),
    shell: process.platform === "win32",
  };
  const total = { passed: 0, failed: 0, failures: [] };
  for (const stage of STAGES.slice(0, parts.length ? 2 : undefined)) {
    const { passed, failed, failures } = await runStage(stage, options);
    total.passed += passed;
    total.failed += failed;
    total.failures.push(...failures);
  }
  return total;
}

const python = await stackPython();
const { passed, failed, failures } = python ? await runOn(python) : { passed: 0, failed: 0, failures: [] };
if (failures.length) console.log(`\nFailed:\n${failures.map(({ title }) => `  ${title}`).join("\n")}`);
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
