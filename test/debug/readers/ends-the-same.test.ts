import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DapSession } from "../../../src/debug/session/dap-session";
import { createReaders } from "../../../src/debug/readers/debuggers";
import { createDisk } from "../../../src/debug/readers/private-folder";
import { DapClient, debugpy, delve, gdb, lldb, PYTHON, type Adapter } from "../dap-client";
import { lineOf, must, options, program } from "../support";
import { V8Client } from "../v8-client";

/** How a program ended, and all that it has said. */
interface End {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number | null;
}

const readerFor = createReaders(createDisk());

/** Debuggers take their time for values that are not what their types say. */
const BRIEF = { listMilliseconds: 10_000 };

/** What a panel asks of a program at a stop: the list, what everything is, where each begins, and the numbers of some. */
async function lookAt(
  session: DapSession,
  frameId: number,
  read: readonly string[],
  names: readonly string[],
): Promise<readonly string[]> {
  const reader = readerFor(session.type);
  const listed = must(await reader.listTensors(session, frameId, options(BRIEF))).map(({ expression }) => expression);
  for (const expression of new Set([...listed, ...names])) {
    await reader.describe({ session, frameId, expression }, options());
  }
  must(await reader.readBeginnings?.({ session, frameId }, listed, 4096, options(BRIEF)));
  for (const expression of read) must(await reader.read({ session, frameId, expression }, options()));
  return listed;
}

/** The program without a debugger. */
function runAlone(command: string, args: readonly string[]): End {
  const { stdout, stderr, status } = spawnSync(command, args, { encoding: "utf8" });
  return { stdout, stderr, code: status };
}

describe("A program ends as it does without a panel", () => {
  const folder = mkdtempSync(join(tmpdir(), "gradient-lens-test-"));
  let client: DapClient | undefined;
  afterEach(async () => {
    await client?.stop();
    client = undefined;
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  const output = (category: string): string =>
    (client?.events ?? [])
      .filter(({ event, body }) => event === "output" && (body as { category?: string }).category === category)
      .map(({ body }) => (body as { output: string }).output)
      .join("");

  it("in Python: output, exit code, random numbers, modules, and counts of what ran", async () => {
    const path = program("ends.py");
    client = await DapClient.start(debugpy);
    const [alone, watched] = [join(folder, "python.alone"), join(folder, "python.watched")];
    const { code } = runAlone(PYTHON, [path, alone]);
    const console = { console: "internalConsole", redirectOutput: false };
    const launch = { python: PYTHON, ...console, program: path, args: [watched] };
    await client.launchTo(path, lineOf(path, "# stop here"), launch);
    const read = [
      "x",
      "rows",
      "h",
      "h.grad",
      "out",
      "out.grad",
      "logged",
      "half",
      "layer.weight",
      "model.cache['out'][0]",
    ];
    const listed = await lookAt(client, client.frameId, read, ["model", "model.cache", "counts", "before"]);
    for (const name of ["x", "h", "half", "layer", "rows", "logged"])
      assert.ok(listed.includes(name), `${name} is missing in ${listed.join()}`);
    await client.customRequest("continue", { threadId: client.threadId });
    const { exitCode } = (await client.event("exited")).body as { exitCode: number };
    await client.event("terminated");
    assert.equal(readFileSync(watched, "utf8"), readFileSync(alone, "utf8"));
    assert.equal(exitCode, code);
    assert.match(readFileSync(watched, "utf8"), /^stopped\ncounted \{('\w+': 0(, )?)+\}$/m);
  });

  it("in JavaScript: output, exit code, random numbers, names, and counts of what ran", async () => {
    const path = program("ends.mjs");
    const v8 = await V8Client.launch(path);
    try {
      const names = ["layer", "remote", "watched", "within", "layer.cache", "traps"];
      const listed = await lookAt(v8, 0, ["x", "shaped", "layer.gamma"], names);
      for (const name of ["x", "shaped", "layer.gamma"]) assert.ok(listed.includes(name), listed.join());
      const code = await v8.finish();
      const alone = runAlone(process.execPath, [path]);
      assert.deepEqual({ stdout: v8.said.stdout, code }, { stdout: alone.stdout, code: alone.code });
      assert.match(v8.said.stderr, /^said$/m);
    } finally {
      v8.stop();
    }
  });

  /** Builds a program that says all of itself into a file, and runs it alone and under a debugger. */
  const compare = async (
    adapter: Adapter,
    build: (out: string) => void,
    source: string,
    launch: object,
    refusals: Readonly<Record<string, RegExp>> = {},
  ): Promise<readonly string[]> => {
    const out = join(folder, adapter.type);
    const [alone, watched] = [`${out}.alone`, `${out}.watched`];
    build(out);
    const { code } = runAlone(out, [alone]);
    assert.equal(code, 3);
    client = await DapClient.start(adapter);
    await client.launchTo(source, lineOf(source, "// stop here"), { program: out, args: [watched], ...launch });
    const names = await variableNames(client);
    const listed = await lookAt(client, client.frameId, ["x"], names);
    assert.deepEqual(
      Object.keys(refusals).filter((name) => !names.includes(name)),
      [],
    );
    // What cannot be read is refused in a sentence, and the debugger goes on.
    for (const expression of names) {
      const got = await readerFor(adapter.type).read(
        { session: client, frameId: client.frameId, expression },
        options(),
      );
      const words = refusals[expression];
      if (words) assert.match(got.ok ? `${expression} was read` : got.fault.text, words);
    }
    assert.ok(listed.includes("x"), listed.join());
    const x = must(
      await readerFor(adapter.type).read({ session: client, frameId: client.frameId, expression: "x" }, options()),
    );
    assert.deepEqual([...x.tensor.values], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    await client.customRequest("continue", { threadId: client.threadId });
    await client.event("terminated");
    assert.equal(readFileSync(watched, "utf8"), readFileSync(alone, "utf8"));
    assert.match(readFileSync(watched, "utf8"), /^asked 0 /);
    const exited = client.events.find(({ event }) => event === "exited")?.body as { exitCode?: number } | undefined;
    assert.match(
      `${exited?.exitCode ?? ""} ${output("stdout")} ${output("console")}`,
      /^3 |status 3|exited with code 0?3|with code 03/,
    );
    return listed;
  };
  const variableNames = async (session: DapSession): Promise<readonly string[]> => {
    const { frameId } = client ?? { frameId: 0 };
    const { scopes } = (await session.customRequest("scopes", { frameId })) as {
      scopes: { variablesReference: number }[];
    };
    const [{ variablesReference } = { variablesReference: 0 }] = scopes;
    const body = (await session.customRequest("variables", { variablesReference })) as {
      variables: { name: string }[];
    };
    return body.variables.map(({ name }) => name).filter((name) => /^\w+$/.test(name));
  };
  const hostile = program("hostile.cpp");
  const refusals = {
    nowhere: /^nowhere holds 7\.5 GiB; at most 256 MiB are read/,
    backwards: /^backwards is a vector that is not initialised yet\.$/,
    rows: /^rows holds 22\.4 GiB; at most 256 MiB are read/,
    within: /^within is ragged: vector 1 has 1000000000 values, expected 2\.$/,
    turned: /^turned is or holds a vector that is not initialised yet\.$/,
    apart: /^apart has 20000 rows that lie apart in memory; at most 16384 are read\./,
    few: /^few is of type Node ?\[2\], whose elements are not plain numbers\.$/,
    several: /^several is of type std::vector<Node.*, whose elements are not plain numbers\.$/,
    names: /^names is of type Names, no tensor\.$/,
    tree: /^tree is of type std::map.*, no tensor\.$/,
    list: /^list is of type std::.*list.*, no tensor\.$/,
    wild: /^wild is a double \*: its sizes must be given\.$/,
    table: /^.*0xdeadbeef000.*\.$/i,
  };
  const buildCpp =
    (...flags: readonly string[]) =>
    (out: string) => {
      execFileSync("g++", ["-O0", "-g", ...flags, hostile, "-o", out]);
    };

  it("in C++ under LLDB, whose memory is not what its types say: random numbers, and what its operators have counted", async () => {
    await compare(lldb, buildCpp("-DTREE_HOLDS_ITSELF"), hostile, {}, refusals);
  });

  // A map that holds itself is left out: GDB's own printer follows it for ever, whoever asks for the variables.
  it("in C++ under GDB likewise", async () => {
    await compare(gdb(), buildCpp(), hostile, { gdb: "gdb", arguments: join(folder, "gdb.watched") }, refusals);
  });

  it("in Go under Delve, with values that hold themselves", async () => {
    const source = program("hostile.go");
    const build = (out: string): void => {
      execFileSync("go", ["build", "-gcflags=-N -l", "-o", out, source]);
    };
    const listed = await compare(delve(), build, source, { mode: "exec" });
    assert.ok(listed.includes("long"), "a slice too long to be read is listed like the others");
  });
});
