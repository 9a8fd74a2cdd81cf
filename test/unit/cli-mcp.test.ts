import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
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
    assert.deepEqual(structuredContent.comparison2?.worst[0]?.cell, "dx[0, 1]");
    assert.equal(structuredContent.comparison2.worst[0].given, 2);
  });

  it("explains a cell as the command line does", () => {
    const { result } = talk(call(1, "explain_cell", { file: "examples/activations.json", cell: "12,7" })).get(1) ?? {};
    const printed = cli.run(["explain", "examples/activations.json", "--cell", "12,7"]).stdout;
    const numbers = (text: string): string[] => text.match(/-?\d+\.\d+/g) ?? [];
    assert.deepEqual(numbers(result?.content?.[0]?.text ?? ""), numbers(printed));
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
