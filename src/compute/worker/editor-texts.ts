import { failure, success, type Result } from "../../core/fault";
import { QueriedText, type TextQueries, type TextQueryName } from "../../input/search/text-queries";
import { PiecedText } from "./pieced-text";

/**
 * A text is held under a number of its owner's choice. It comes in pieces and is edited along with its owner's, so that
 * the host never copies all of it. `length`: characters of the owner's text; one of another length is another text.
 */
export type TextMessage =
  | { readonly do: "hold"; readonly id: number; readonly piece: string }
  /** This many characters at this offset are replaced. */
  | {
      readonly do: "edit";
      readonly id: number;
      readonly offset: number;
      readonly length: number;
      readonly text: string;
    }
  | { readonly do: "drop"; readonly id: number }
  | {
      readonly do: "ask";
      readonly id: number;
      readonly length: number;
      readonly query: TextQueryName;
      readonly ask: TextQueries[TextQueryName]["ask"];
    }
  /** The whole text in UTF-8, to be given away. */
  | { readonly do: "bytes"; readonly id: number; readonly length: number };

export type TextReply = TextQueries[TextQueryName]["reply"] | Uint8Array<ArrayBuffer>;

/** The texts that a worker searches for an editor. They have nothing to do with what it analyses. */
export class EditorTexts {
  private readonly held = new Map<number, HeldText>();

  answer(message: TextMessage): Result<TextReply> {
    const { id } = message;
    switch (message.do) {
      case "hold": {
        const held = this.held.get(id) ?? new HeldText();
        held.append(message.piece);
        this.held.set(id, held);
        return success(null);
      }
      case "edit":
        this.held.get(id)?.replace(message.offset, message.length, message.text);
        return success(null);
      case "drop":
        this.held.delete(id);
        return success(null);
      case "ask":
      case "bytes": {
        const text = this.held.get(id)?.queried;
        if (text?.text.length !== message.length) return failure("no-text", "The text is not held.");
        if (message.do === "ask") return success(text.answer(message.query, message.ask));
        return success(new TextEncoder().encode(text.text));
      }
    }
  }
}

/** A text and what is known of it, until it is edited. */
class HeldText {
  private readonly pieced = new PiecedText();
  private known: QueriedText | undefined;

  get queried(): QueriedText {
    this.known ??= new QueriedText(this.pieced.joined());
    return this.known;
  }

  append(piece: string): void {
    this.known = undefined;
    this.pieced.append(piece);
  }

  replace(offset: number, length: number, text: string): void {
    this.known = undefined;
    this.pieced.replace(offset, length, text);
  }
}
