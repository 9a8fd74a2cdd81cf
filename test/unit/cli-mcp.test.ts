import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Readable } from "node:stream";
import { serveMcp } from "../../src/cli/mcp";
import { BundledCli } from "./bundled-cli";
import { RIGHT_AND_WRONG } from "./second-candidate";

interface Compared {
  readonly diagnoses: { id: string }[];
  readonly worst: { cell: string; given: number; expected: number }[];
}

interface Reply {
  readonly id: number | string | null;
  readonly result?: {
    readonly protocolVersion?: string;
    readonly tools?: { name: string; inputSchema: { type: string } }[];
    readonly content?: { type: string; text: string }[];
    readonly structuredContent?: {
      verdict: string;
      headline: string;
      comparison?: Compared;
      comparison2?: Compared;
    };
    readonly isError?: boolean;
  };
  readonly error?: { readonly code: number; readonly message: string };
}

const SPACES = " ".repeat(2 ** 20);
const WRONG = resolve("examples/wrong-gradient.gradlens.json");

describe("the command line as a server for agents", () => {
  let cli: BundledCli;
  before(async () => {
    cli = await BundledCli.build();
  });
  after(() => {
    cli.remove();
  });

  /** Replies to a session of these messages, by id. */
  function talk(...messages: (object | string)[]): Map<Reply["id"], Reply> {
    const lines = messages.map((message) => (typeof message === "string" ? message : JSON.stringify(message)));
    const { status, stdout, stderr } = cli.run(["mcp"], `${lines.join("\n")}\n`);
    assert.equal(status, 0);
    assert.equal(stderr, "");
    const replies = stdout.split("\n").filter((line) => line !== "");
    return new Map(
      replies.map((line) => {
        const reply = JSON.parse(line) as Reply;
        return [reply.id, reply];
      }),
    );
  }
  const request = (id: number, method: string, params: object = {}): object => ({ jsonrpc: "2.0", id, method, params });
  const call = (id: number, name: string, args: object): object => request(id, "tools/call", { name, arguments: args });

  it("agrees on a version, names its tools, and answers no notification", () => {
    const replies = talk(
      request(1, "initialize", {
        protocolVersion: "2025-03-26",
        capabilities: {},
        clientInfo: { name: "t", version: "1" },
      }),
      { jsonrpc: "2.0", method: "notifications/initialized" },
      request(2, "tools/list"),
      request(3, "ping"),
      request(4, "initialize", { protocolVersion: "1999-01-01" }),
    );
    assert.deepEqual([...replies.keys()], [1, 2, 3, 4]);
    assert.equal(replies.get(1)?.result?.protocolVersion, "2025-03-26");
    assert.equal(replies.get(4)?.result?.protocolVersion, "2025-06-18");
    const tools = replies.get(2)?.result?.tools ?? [];
    assert.deepEqual(
      tools.map(({ name, inputSchema }) => [name, inputSchema.type]),
      [
        ["check_gradients", "object"],
        ["explain_cell", "object"],
      ],
    );
  });

  it("checks the gradients of a file, and of a problem that is given, by the same words", () => {
    const problem = JSON.parse(readFileSync(WRONG, "utf8")) as object;
    const replies = talk(call(1, "check_gradients", { file: WRONG }), call(2, "check_gradients", { problem }));
    const [first, second] = [1, 2].map((id) => replies.get(id)?.result?.structuredContent);
    assert.deepEqual(first, second);
    assert.equal(first?.verdict, "wrong");
    assert.match(first?.headline ?? "", /^Your dx and dbeta are wrong: dx: variance path left out/);
    const { report } = cli.json([WRONG]);
    assert.deepEqual(
      first?.comparison?.diagnoses.map(({ id }) => id),
      report.comparison?.diagnoses.map(({ id }) => id),
    );
    const [worst] = first?.comparison?.worst ?? [];
    assert.equal(worst?.cell, "dx[10, 4]");
    const { candidate } = problem as { candidate: { dx: number[][] } };
    assert.equal(worst.given, candidate.dx[10]?.[4]);
    assert.equal(worst.expected, (report.dx as number[][])[10]?.[4]);
    const { content = [], structuredContent } = replies.get(1)?.result ?? {};
    assert.deepEqual(JSON.parse(content[0]?.text ?? ""), structuredContent);
    assert.ok((content[0]?.text.length ?? NaN) < 6000);
  });

  it("tells what is wrong with a second set of gradients", () => {
    const { structuredContent } = talk(call(1, "check_gradients", { problem: RIGHT_AND_WRONG })).get(1)?.result ?? {};
    assert.equal(structuredContent?.verdict, "wrong");
    assert.match(structuredContent.headline, /^Your dx is right.*\. Your second dx is wrong: /);
    const [worst] = structuredContent.comparison2?.worst ?? [];
    assert.equal(worst?.cell, "dx[0, 1]");
    assert.equal(worst.given, 2);
  });

  it("explains a cell as the command line does", () => {
    const { result } = talk(call(1, "explain_cell", { file: "examples/activations.json", cell: "12,7" })).get(1) ?? {};
    const printed = cli.run(["explain", "examples/activations.json", "--cell", "12,7"]).stdout;
    const numbers = (text: string): string[] => text.match(/-?\d+\.\d+/g) ?? [];
    assert.deepEqual(numbers(result?.content?.[0]?.text ?? ""), numbers(printed));
  });

  it("keeps to JSON-RPC: batches, responses of the client, ids, and lines that end at line feeds alone", () => {
    const batch = JSON.stringify([
      request(1, "ping"),
      { jsonrpc: "2.0", method: "notifications/x" },
      request(2, "ping"),
    ]);
    const response = '{"jsonrpc":"2.0","id":3,"result":{}}';
    const lines = [
      batch,
      response,
      '{"jsonrpc":"2.0","id":null,"method":"ping"}',
      '{"jsonrpc":"2.0","id":{},"method":"ping"}',
      '{"id":4,"method":"ping"}',
      '{"jsonrpc":"2.0","id":"\u2028","method":"ping"}',
      "[]",
    ];
    const { stdout } = cli.run(["mcp"], `${lines.join("\n")}\n`);
    const replies = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Reply | Reply[]);
    const told = replies.map((one) => (Array.isArray(one) ? one.map(({ id }) => id) : [one.id, one.error?.code]));
    const refused = [null, -32600];
    assert.deepEqual(told, [[1, 2], refused, refused, refused, ["\u2028", undefined], refused]);
  });

  it("refuses a line that is too long, once, and goes on", async () => {
    const chunks = [...Array.from({ length: 65 }, () => SPACES), "\n", JSON.stringify(request(1, "ping"))];
    const replies: Reply[] = [];
    await serveMcp(Readable.from(chunks), (line) => replies.push(JSON.parse(line) as Reply));
    assert.deepEqual(
      replies.map(({ id, error }) => [id, error?.message]),
      [
        [null, "A message has more than 64 MiB."],
        [1, undefined],
      ],
    );
  });

  it("reads files of its folders alone where it is given some, as those really lie", async () => {
    const [inside, outside] = [mkdtempSync(join(tmpdir(), "inside-")), mkdtempSync(join(tmpdir(), "outside-"))];
    for (const folder of [inside, outside]) writeFileSync(join(folder, "x.json"), "[[1, 2], [3, 5], [4, 4]]");
    symlinkSync(join(outside, "x.json"), join(inside, "link.json"));
    const files = ["x.json", "link.json", "../x.json", "not-there.json"].map((name) => join(inside, name));
    const all = [...files, join(outside, "x.json"), inside, "/etc/hostname"];
    const calls = all.map((file, id) => `${JSON.stringify(call(id, "check_gradients", { file }))}\n`);
    const replies: Reply[] = [];
    await serveMcp(Readable.from(calls), (line) => replies.push(JSON.parse(line) as Reply), [inside]);
    for (const folder of [inside, outside]) rmSync(folder, { recursive: true });
    const said = replies.map(({ result }) => result?.structuredContent?.verdict ?? result?.content?.[0]?.text);
    assert.deepEqual(said, ["correct", ...all.slice(1).map((file) => `${file} is in no folder of this workspace.`)]);
  });

  it("names what a call lacks or has too much in its own words", () => {
    const problem = { x: [[1, 2], [3]] };
    const replies = talk(
      request(1, "tools/call"),
      call(2, "check_gradients", { problem, extra: 1 }),
      call(3, "explain_cell", { problem }),
      call(4, "check_gradients", { problem }),
      call(5, "explain_cell", { problem: RIGHT_AND_WRONG, cell: "9,9" }),
    );
    const said = (id: number): string => replies.get(id)?.result?.content?.[0]?.text ?? "";
    assert.equal(replies.get(1)?.error?.message, "Expected the name of a tool.");
    assert.equal(said(2), "check_gradients takes file and problem, not extra.");
    assert.match(said(3), /^Expected cell, /);
    assert.match(said(4), /^Row 2 has 1 value, expected 2/);
    assert.match(said(5), /^cell is 9,9, expected l,k: /);
  });

  it("says what is wrong with a call in a sentence, and goes on", () => {
    const replies = talk(
      call(1, "check_gradients", { file: "not-there.json" }),
      call(2, "check_gradients", {}),
      call(3, "explain_cell", {
        problem: {
          x: [
            [1, 2],
            [3, 5],
          ],
        },
        cell: "9,9",
      }),
      call(4, "check_gradients", { file: "--version" }),
      call(5, "delete_everything", {}),
      request(6, "resources/list"),
      "not json",
      call(7, "check_gradients", {
        problem: {
          x: [
            [1, 2],
            [3, 5],
            [4, 4],
          ],
        },
      }),
    );
    for (const id of [1, 2, 3, 4]) {
      const { isError, content = [] } = replies.get(id)?.result ?? {};
      assert.equal(isError, true, `call ${id}`);
      assert.match(content[0]?.text ?? "", /^[^\n]+\.$/, `call ${id}`);
    }
    assert.equal(replies.get(5)?.error?.code, -32602);
    assert.equal(replies.get(6)?.error?.code, -32601);
    assert.equal(replies.get(null)?.error?.code, -32700);
    assert.equal(replies.get(7)?.result?.structuredContent?.verdict, "correct");
  });
});
