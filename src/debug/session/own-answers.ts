import type { DebugProtocol } from "@vscode/debugprotocol";

/** Characters from which an answer is kept from the window; shorter ones are left as they are. */
const LONG = 10_000;

type Take = (body: unknown) => void;

/** What stands in the debug console in place of our question, which is a whole program. */
const SLOW = "The program has not answered Gradient Lens for 3 s; the debugger goes on waiting for it.\n";

/**
 * Answers to our own evaluations, taken in the extension host as soon as the adapter gives them. VS Code carries every
 * answer to its window and back before `customRequest` resolves, which for a large tensor takes longer than everything
 * else. The text of a long answer is then left out of the message, since nobody waits for it in the window. Where no
 * message is seen (a session from before this extension was there), the answer comes by VS Code's way.
 */
export class OwnAnswers {
  private readonly asked = new Map<string, Take[]>(); // by expression: not seen on their way yet
  private readonly underWay = new Map<number, { take: Take; expression: string }>(); // by the request's number

  /** Sends one of our evaluations by `send`, and gives the body of its answer from whichever way is the first. */
  evaluate(expression: string, send: () => Thenable<unknown>): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const takes = this.asked.get(expression) ?? [];
      this.asked.set(expression, takes);
      takes.push(resolve);
      const settle = (): void => this.forget(expression, resolve);
      send().then(
        (body) => {
          settle();
          resolve(body);
        },
        (error: unknown) => {
          settle();
          reject(error instanceof Error ? error : new Error(String(error)));
        },
      );
    });
  }

  /** A request is on its way to the adapter. */
  onRequest({ command, seq, arguments: args }: DebugProtocol.Request): void {
    if (command !== "evaluate") return;
    const { expression, context } = (args ?? {}) as Partial<DebugProtocol.EvaluateArguments>;
    if (expression === undefined || context !== "clipboard") return;
    const [take] = this.asked.get(expression) ?? [];
    if (!take) return;
    this.forget(expression, take);
    this.underWay.set(seq, { take, expression });
  }

  /** The adapter has answered. */
  onResponse(response: DebugProtocol.Response): void {
    const asked = this.underWay.get(response.request_seq);
    if (!asked) return;
    this.underWay.delete(response.request_seq);
    const body = response.body as Partial<DebugProtocol.EvaluateResponse["body"]> | undefined;
    if (!response.success || typeof body?.result !== "string") return;
    asked.take(body);
    if (body.result.length >= LONG) response.body = { ...body, result: "" };
  }

  /** The adapter says something. debugpy prints an expression that takes longer than 3 s, in a message of its own. */
  onOutput(event: DebugProtocol.OutputEvent): void {
    const body = event.body as Partial<DebugProtocol.OutputEvent["body"]> | undefined;
    const isOurs = [...this.underWay.values()].some(({ expression }) => body?.output?.includes(expression));
    if (isOurs) event.body = { ...body, category: "console", output: SLOW };
  }

  private forget(expression: string, take: Take): void {
    const left = this.asked.get(expression)?.filter((other) => other !== take) ?? [];
    if (left.length) this.asked.set(expression, left);
    else this.asked.delete(expression);
  }
}
