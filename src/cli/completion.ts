import { failure, success, type Result } from "../core/fault";
import { CHOICES, COMMANDS, FLAGS } from "./options";

const SHELLS = ["bash", "zsh", "fish"] as const;
const NAME = "gradient-lens";

/** The text that teaches a shell the flags: `gradient-lens completion SHELL`. */
export function completionFor(shell: string | undefined): Result<string> {
  switch (shell) {
    case "bash":
      return success(bash());
    case "zsh":
      return success(`#compdef ${NAME}\nautoload -U +X bashcompinit && bashcompinit\n${bash()}`);
    case "fish":
      return success(fish());
    default:
      return failure("usage", `Expected completion ${SHELLS.join(", ")}, got ${shell ?? "no shell"}.`);
  }
}

const flags = Object.keys(FLAGS);
const choices = Object.entries(CHOICES);

/** Choices behind a flag that has some, flags behind a dash, and files. */
function bash(): string {
  const cases = choices.map(([flag, names]) => `    --${flag}) words="${names.join(" ")}" ;;`);
  return `_gradient_lens() {
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" words=""
  case "$before" in
${cases.join("\n")}
    *) case "$word" in
      -*) words="${flags.map((flag) => `--${flag}`).join(" ")}" ;;
      *) [ "$COMP_CWORD" = 1 ] && words="${COMMANDS.join(" ")}" ;;
    esac ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$word"))
  case "$words" in "" | "${COMMANDS.join(" ")}") COMPREPLY+=($(compgen -f -- "$word")) ;; esac
}
complete -o filenames -F _gradient_lens ${NAME}
`;
}

function fish(): string {
  const lines = Object.entries(FLAGS).map(([flag, { type }]) => {
    const names = choices.find(([name]) => name === flag)?.[1];
    if (names) return `complete -c ${NAME} -l ${flag} -x -a "${names.join(" ")}"`;
    return `complete -c ${NAME} -l ${flag}${type === "boolean" ? "" : " -r"}`;
  });
  return `complete -c ${NAME} -n __fish_is_first_token -a "${COMMANDS.join(" ")}"\n${lines.join("\n")}\n`;
}
