// `npm run oldest`: the suite inside VS Code, in the oldest VS Code that package.json lets install the extension. npm test
// runs it in the newest.
//   node scripts/oldest.mjs [PART ...]        PART: a piece of a test file's name
import { spawnSync } from "node:child_process";
import { root } from "./lib/paths.mjs";
import { node24, toolEnvironment } from "./lib/run.mjs";
import { OLDEST } from "./lib/vscode-server.mjs";

const env = toolEnvironment({ GRADIENT_LENS_CODE_SERVER: OLDEST, GRADIENT_LENS_VSCODE: "server" });
const args = ["scripts/vscode-suite.mjs", ...process.argv.slice(2)];
process.exit(spawnSync(node24(), args, { cwd: root, env, stdio: "inherit" }).status ?? 1);
