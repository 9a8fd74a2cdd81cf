import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Result } from "../../../../src/core/fault";
import { ask, evaluate } from "../../../../src/debug/session/ask";
import { createDisk } from "../../../../src/debug/readers/private-folder";
import { createPythonReader } from "../../../../src/debug/readers/python/python-reader";
import type { DapSession } from "../../../../src/debug/session/dap-session";
import type { Disk } from "../../../../src/debug/readers/shared-disk";
import { DapClient, debugpy, PYTHON } from "../../dap-client";
import { mountSmallDisk } from "../../full-disk";
import { lineOf, must, options, program, sameValues } from "../../support";
import { itemAt } from "../../../../src/core/item-at";

const path = program("tensors.py");
const launch = { python: PYTHON, console: "internalConsole", justMyCode: true, program: path };

/** Everything of a real session, with some of its answers held back or changed on their way. */
function between(
  client: DapClient,
  change: (command: string, args: unknown) => Promise<unknown> | undefined,
): DapSession {
  return {
    id: client.id,
    type: client.type,
    name: client.name,
    capabilities: client.capabilities,
    customRequest: (command, args) => change(command, args) ?? client.customRequest(command, args),
  };
}

function textOf(result: Result<unknown>): string {
  return result.ok ? "it was read" : `${result.fault.code}: ${result.fault.text}`;
}

describe("Faults while a tensor is read", () => {
  const folder = mkdtempSync(join(tmpdir(), "gradient-lens-test-"));
  const disk = createDisk(folder);
  const reader = createPythonReader(disk);
  let client: DapClient;
  const target = (expression: string, session: DapSession = client) => ({
    session,
    frameId: client.frameId,
    expression,
  });
  /** What must hold after every fault: the user's session goes on. */
  const survives = async (): Promise<void> => {
    const got = must(await reader.read(target("t"), options()));
    assert.deepEqual(got.shape, [7, 3]);
  };

  before(async () => {
    client = await DapClient.start(debugpy);
    await client.launchTo(path, lineOf(path, "# stop here"), launch);
  });
  after(async () => {
    await client.stop();
    rmSync(folder, { recursive: true });
  });
  afterEach(() => assert.deepEqual(readdirSync(folder), [], "files left in the temporary folder"));

  it("the adapter never answers: the reading ends, with the time in the text", async () => {
    const silent = between(client, () => new Promise(() => undefined));
    const answer = await ask(silent, "evaluate", {}, options().signal, 50);
    assert.match(textOf(answer), /^time-out: The debugger .* did not answer "evaluate" within 0\.05 s/);
    await survives();
  });

  it("the program takes too long: the reading ends, the program finishes, the next reading works", async () => {
    const slow = { expression: `__import__("time").sleep(1)`, frameId: client.frameId, context: "clipboard" };
    assert.match(textOf(await evaluate(client, slow, options().signal, 200)), /^time-out/);
    await survives();
  });

  it("it is cancelled in the middle of a transfer: no further request is sent", async () => {
    const control = new AbortController();
    let sent = 0;
    const counted = between(client, () => {
      sent++;
      return undefined;
    });
    const reading = reader.read(
      target("t_large", counted),
      options({ transfer: "protocolOnly", signal: control.signal, progress: () => control.abort() }),
    );
    assert.match(textOf(await reading), /^cancelled/);
    const before = sent;
    assert.ok(before <= 4, `expected at most 4 requests for the first of four chunks, got ${before}`);
    await survives();
    assert.equal(sent, before);
  });

  it("never has more than two requests under way", async () => {
    let [now, most] = [0, 0];
    const counted = between(client, (command, args) => {
      most = Math.max(most, ++now);
      return client.customRequest(command, args).finally(() => now--);
    });
    must(await reader.read(target("t_large", counted), options({ transfer: "protocolOnly" })));
    assert.equal(most, 2);
  });

  const rubbish: [string, (answer: { result: string }) => unknown, RegExp][] = [
    ["nothing at all", () => undefined, /^unreadable-answer/],
    ["no result", () => ({ value: 3 }), /^unreadable-answer/],
    ["another text", () => ({ result: "NameError('x')" }), /^unreadable-answer: .*NameError/],
    ["a head that is cut", ({ result }) => ({ result: result.slice(0, 60) }), /^unreadable-answer/],
    ["a body that is cut", ({ result }) => ({ result: result.slice(0, -8) }), /^damaged/],
    ["a body with one letter changed", ({ result }) => ({ result: swapLetter(result) }), /^damaged/],
    [
      "a body that is cut in the middle, as debugpy does it",
      ({ result }) => ({ result: `${result.slice(0, -60)}...${result.slice(-20)}` }),
      /^damaged/,
    ],
  ];
  for (const [what, change, text] of rubbish) {
    it(`the adapter answers ${what}`, async () => {
      const spoilt = between(client, async (command, args) =>
        change((await client.customRequest(command, args)) as { result: string }),
      );
      assert.match(textOf(await reader.read(target("t", spoilt), options())), text);
      await survives();
    });
  }

  it("one chunk of many is damaged", async () => {
    let count = 0;
    const spoilt = between(client, async (command, args) => {
      const answer = (await client.customRequest(command, args)) as { result: string };
      return ++count === 3 ? { result: swapLetter(answer.result) } : answer;
    });
    assert.match(
      textOf(await reader.read(target("t_large", spoilt), options({ transfer: "protocolOnly" }))),
      /^damaged/,
    );
    await survives();
  });

  it("the tensor changes its shape between two chunks", async () => {
    let count = 0;
    const changing = between(client, (command, args) => {
      if (++count < 3) return undefined;
      const { expression, ...rest } = args as { expression: string };
      return client.customRequest(command, {
        ...rest,
        expression: expression.replace("lambda:(t_large", "lambda:(t_large[:, :999]"),
      });
    });
    assert.match(
      textOf(await reader.read(target("t_large", changing), options({ transfer: "protocolOnly" }))),
      /changed its shape while it was read/,
    );
    await survives();
  });

  it("the expression raises SystemExit, KeyboardInterrupt or runs out of stack", async () => {
    const raising = (what: string): string => `(_ for _ in ()).throw(${what})`;
    assert.match(
      textOf(await reader.read(target(raising("SystemExit(3)")), options())),
      /^program-error: SystemExit: 3/,
    );
    assert.match(
      textOf(await reader.read(target(raising("KeyboardInterrupt()")), options())),
      /^program-error: KeyboardInterrupt/,
    );
    assert.match(
      textOf(await reader.read(target("(lambda f: f(f))(lambda f: f(f))"), options())),
      /^program-error: RecursionError/,
    );
    await survives();
  });

  it("the temporary folder cannot be written", async () => {
    const nowhere = createPythonReader(createDisk(join(folder, "missing")));
    const got = must(await nowhere.read(target("large"), options()));
    assert.match(got.how, /^debug protocol, 5 chunks$/);
  });

  it("the program sees another disk", async () => {
    const elsewhere: Disk = {
      async createFolder() {
        const made = await disk.createFolder();
        return made && { ...made, path: `${made.path}-elsewhere` };
      },
    };
    const got = must(await createPythonReader(elsewhere).read(target("large"), options()));
    assert.equal(got.how, "debug protocol, 5 chunks (no disk in common)");
  });

  it("the program sees the folder, but not the same one", async () => {
    const other: Disk = {
      async createFolder() {
        const made = await disk.createFolder();
        return made && { ...made, nonce: "0".repeat(made.nonce.length) };
      },
    };
    const got = must(await createPythonReader(other).read(target("large"), options()));
    assert.equal(got.how, "debug protocol, 5 chunks (no disk in common)");
  });

  it("the disk is full", async () => {
    const whole = must(await reader.read(target("large"), options()));
    const small = mountSmallDisk();
    if (!small) {
      // Without root the program is kept from writing more: the same branch, by another errno.
      await writesOnly64KiB();
      return;
    }
    try {
      const got = must(await createPythonReader(createDisk(small.folder)).read(target("large"), options()));
      assert.match(
        got.how,
        /^debug protocol, 5 chunks \(the temporary file could not be written: .*No space left on device/,
      );
      sameValues(got.tensor.values, whole.tensor.values, "large");
      assert.deepEqual(readdirSync(small.folder), []);
    } finally {
      small.remove();
    }
  });

  it("the program may write 64 KiB only", writesOnly64KiB);

  async function writesOnly64KiB(): Promise<void> {
    const limit = (bytes: string): Promise<string> =>
      client.value(`__import__("resource").setrlimit(__import__("resource").RLIMIT_FSIZE, (${bytes}, -1))`);
    const whole = must(await reader.read(target("large"), options()));
    await limit("65536");
    try {
      const got = must(await reader.read(target("large"), options()));
      assert.match(got.how, /^debug protocol, 5 chunks \(the temporary file could not be written: .*File too large/);
      sameValues(got.tensor.values, whole.tensor.values, "large");
    } finally {
      await limit("-1");
    }
  }

  it("the file is changed before it is read", async () => {
    const tampered: Disk = {
      async createFolder() {
        const made = await disk.createFolder();
        return (
          made && {
            ...made,
            async read(bytes) {
              const content = await made.read(bytes);
              if (content.ok) content.value[7] = itemAt(content.value, 7) ^ 1;
              return content;
            },
          }
        );
      },
    };
    const whole = must(await reader.read(target("large"), options()));
    const got = must(await createPythonReader(tampered).read(target("large"), options()));
    assert.equal(got.how, "debug protocol, 5 chunks (the temporary file was damaged)");
    sameValues(got.tensor.values, whole.tensor.values, "large");
  });
});

describe("A program that goes away", () => {
  it("runs on: the frame is gone, and the reading says so", async () => {
    const client = await DapClient.start(debugpy);
    try {
      await client.launchTo(path, lineOf(path, "# stop here"), launch);
      const reader = createPythonReader(createDisk());
      const target = { session: client, frameId: client.frameId, expression: "f4" };
      must(await reader.read(target, options()));
      await client.customRequest("continue", { threadId: client.threadId });
      await client.event("terminated");
      const got = await reader.read(target, options());
      assert.equal(got.ok, false);
    } finally {
      await client.stop();
    }
  });

  it("is killed in the middle of a transfer", async () => {
    const folder = mkdtempSync(join(tmpdir(), "gradient-lens-test-"));
    const client = await DapClient.start(debugpy);
    try {
      await client.launchTo(path, lineOf(path, "# stop here"), launch);
      const reader = createPythonReader(createDisk(folder));
      const target = { session: client, frameId: client.frameId, expression: "t_large" };
      const got = await reader.read(target, options({ transfer: "protocolOnly", progress: () => client.kill() }));
      assert.match(textOf(got), /^refused: the adapter .* (ended|closed its stream)/);
      assert.deepEqual(readdirSync(folder), []);
    } finally {
      await client.stop();
      rmSync(folder, { recursive: true });
    }
  });
});

/** Another letter in the body, near its end. */
function swapLetter(text: string): string {
  const at = text.length - 12;
  return text.slice(0, at) + (text[at] === "A" ? "B" : "A") + text.slice(at + 1);
}
