import { visible } from "../encoding/visible";

/**
 * A sentence for a message of VS Code's, which turns [words](command:name) into a link that runs the command: names and
 * values from outside must not make one. A space of no width keeps the brackets apart.
 */
export function plainSentence(text: string): string {
  return visible(text).replaceAll("](", "]\u200b(");
}

/** A name for a label of VS Code's, which turns $(name) into an icon. */
export function plainLabel(name: string): string {
  return visible(name).replaceAll("$(", "\\$(");
}
