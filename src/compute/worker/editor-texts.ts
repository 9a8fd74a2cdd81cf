import { failure, success, type Result } from "../../core/fault";
import { QueriedText, type TextQueries, type TextQueryName } from "../../input/search/text-queries";

/** A text is held under a number of its owner's choice; it comes in pieces, so that the host never copies all of it. */
export type TextMessage =
  | { readonly do: "hold"; readonly id: number; readonly piece: string }
  | { readonly do: "drop"; readonly id: number }
  | {
      readonly do: "ask";
      readonly id: number;
      readonly query: TextQueryName;
      readonly ask: TextQueries[TextQueryName]["ask"];
    };

export type TextReply = TextQueries[TextQueryName]["reply"];

/** The texts that a worker searches for an editor. They have nothing to do with what it analyses. */
export class EditorTexts {
  private readonly pieces = new Map<number, string[]>();
  private readonly whole = new Map<number, QueriedText>();

  answer(message: TextMessage): Result<TextReply> {
    const { id } = message;
    switch (message.do) {
      case "hold": {
        const known = this.pieces.get(id);
        if (known) known.push(message.piece);
        else this.pieces.set(id, [message.piece]);
        return success(null);
      }
      case "drop":
        this.pieces.delete(id);
        this.whole.delete(id);
        return success(null);
      case "ask": {
        const text = this.take(id);
        return text ? success(text.answer(message.query, message.ask)) : failure("no-text", "The text is not held.");
      }
    }
  }

  private take(id: number): QueriedText | undefined {
    const pieces = this.pieces.get(id);
    if (pieces) {
      this.pieces.delete(id);
      this.whole.set(id, new QueriedText(pieces.join("")));
    }
    return this.whole.get(id);
  }
}
