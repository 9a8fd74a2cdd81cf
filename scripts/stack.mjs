// `npm run stack`: the tests that PyTorch has a part in, on the PyTorch that people have today. npm test has Debian's.
//   node scripts/stack.mjs [PART ...]
import { root } from "./lib/paths.mjs";
import { installPython } from "./lib/python-environment.mjs";
import { node24, toolEnvironment } from "./lib/run.mjs";
import { runStage } from "./lib/stage.mjs";

const reporter = ["--reporter", "scripts/lib/reporter.cjs"];

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

async function runOn(python) {
  const newer = await newerPython();
  const stage = {
    title: "PyTorch of today",
    command: [node24(), "scripts/unit.mjs", "--stack", ...process.argv.slice(2), "--", ...reporter],
    tallies: true,
  };
  const own = { GRADIENT_LENS_PYTHON: python, ...(newer && { GRADIENT_LENS_NEWER_PYTHON: newer }) };
  const env = toolEnvironment({ NO_COLOR: "1", ...own });
  return runStage(stage, { cwd: root, env, shell: process.platform === "win32" });
}

const python = await stackPython();
const { passed, failed, failures } = python ? await runOn(python) : { passed: 0, failed: 0, failures: [] };
if (failures.length) console.log(`\nFailed:\n${failures.map(({ title }) => `  ${title}`).join("\n")}`);
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
