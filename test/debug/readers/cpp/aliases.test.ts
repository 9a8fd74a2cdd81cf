import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createCppReader } from "../../../../src/debug/readers/cpp/cpp-reader";
import type { DapSession } from "../../../../src/debug/session/dap-session";
import { DapClient, lldb } from "../../dap-client";
import { lineOf, must, options, program, sameValues } from "../../support";

type Recorded = Readonly<Record<string, { readonly error?: string }>>;

/**
 * lldb-dap 19.1.7, which Debian 12 cannot install beside LLDB 14, by what it answered in the program below: a message's
 * key is its expression, or the number of the variable that was opened.
 */
function recorded(): DapSession {
  const answers = JSON.parse(readFileSync(program("lldb-dap-19.json"), "utf8")) as Recorded;
  const customRequest = (command: string, args: unknown): Promise<unknown> => {
    const { expression, variablesReference } = args as { expression?: string; variablesReference?: number };
    const answer = answers[expression ?? `${command} ${variablesReference}`];
    if (!answer) throw new Error(`expected a question that was recorded, got ${command} ${JSON.stringify(args)}`);
    return answer.error === undefined ? Promise.resolve(answer) : Promise.reject(new Error(answer.error));
  };
  return { id: "recorded", type: "lldb-dap", name: "lldb-dap 19", capabilities: {}, customRequest };
}

describe("Arrays of a C++ type with a name of the program's own", () => {
  const reader = createCppReader(null);
  const source = program("aliases.cpp");
  const folder = mkdtempSync(join(tmpdir(), "gradient-lens-test-"));
  let client: DapClient;
  before(async () => {
    execFileSync("g++", ["-O0", "-g", source, "-o", join(folder, "aliases")]);
    client = await DapClient.start(lldb);
    await client.launchTo(source, lineOf(source, "// stop here"), { program: join(folder, "aliases") });
  });
  after(async () => {
    await client.stop();
    rmSync(folder, { recursive: true });
  });

  const arrays: [string, string, number[], number[]][] = [
    ["own", "real", [2, 2], [0.5, 1.5, 2.5, 4]],
    ["own[1]", "real", [2], [2.5, 4]],
    ["row", "wide", [3], [1, 2.25, -3]],
    ["kinds", "kind", [2], [1, 4_000_000_000]],
    ["counts", "count", [2], [-5, 6]],
    ["named", "real", [2, 3], [1, 2, 3, 4, 5, 6]],
    ["there->weight", "real", [2, 2], [1, 2, 3, 4]],
    ["pointer", "real", [2, 2], [0.5, 1.5, 2.5, 4]],
  ];
  const sessions: [string, () => { session: DapSession; frameId: number }][] = [
    ["LLDB 14", () => ({ session: client, frameId: client.frameId })],
    ["lldb-dap 19", () => ({ session: recorded(), frameId: 1 })],
  ];
  for (const [name, where] of sessions) {
    it(`are read through ${name}`, async () => {
      for (const [expression, dtype, shape, values] of arrays) {
        const given = expression === "pointer" ? { shape } : {};
        const got = must(await reader.read({ ...where(), expression }, options(given)));
        assert.deepEqual([got.sourceDtype, got.shape], [dtype, shape], expression);
        sameValues(got.tensor.values, values, expression);
      }
    });

    it(`are refused through ${name} where they hold no numbers that are known`, async () => {
      for (const expression of ["longs", "handles"]) {
        const got = await reader.read({ ...where(), expression }, options());
        assert.match(got.ok ? "it was read" : got.fault.text, /whose elements are not plain numbers/);
      }
    });
  }
});
