import { failure, success, type Result } from "../core/fault";
import { NORMS } from "../core/normalization-layer";
import { CHOICES as OF_PROBLEM } from "../input/problem-keys";
import { CHOICES, COMMANDS, FLAGS } from "./options";

const SHELLS = ["bash", "zsh", "fish"] as const;
const NAME = "gradient-lens";

/** The text that teaches a shell the flags: `gradient-lens completion SHELL`. */
export function completionFor(words: readonly string[]): Result<string> {
  switch (words.join(" ")) {
    case "bash":
      return success(bash());
    case "zsh":
      return success(`#compdef ${NAME}\nautoload -U +X bashcompinit && bashcompinit\n${bash()}`);
    case "fish":
      return success(fish());
    default:
      return failure("usage", `Expected completion ${SHELLS.join(", ")}, got ${words.join(" ") || "no shell"}.`);
  }
}

const flags = Object.keys(FLAGS);
const choices = Object.entries({
  ...CHOICES,
  norm: NORMS,
  mode: OF_PROBLEM.mode,
  activation: OF_PROBLEM.activation,
  variance: OF_PROBLEM.variance,
  "eps-placement": OF_PROBLEM.epsPlacement,
  "gamma-offset": ["0", "1"],
});
const first = [...COMMANDS, "completion", "mcp"].join(" ");

/** Choices behind a flag that has some, flags behind a dash, and files. */
function bash(): string {
  const cases = choices.map(([flag, names]) => `    --${flag}) words="${names.join(" ")}" ;;`);
  return `_gradient_lens() {
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" words=""
  case "$before" in
${cases.join("\n")}
    completion) words="${SHELLS.join(" ")}" ;;
    *) case "$word" in
      -*) words="${flags.map((flag) => `--${flag}`).join(" ")}" ;;
      *) [ "$COMP_CWORD" = 1 ] && words="${first}" ;;
    esac ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$word"))
  local IFS=$'\\n' # a file's name may have spaces
  case "$words" in "" | "${first}") COMPREPLY+=($(compgen -f -- "$word")) ;; esac
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
  return `complete -c ${NAME} -n __fish_is_first_token -a "${first}"\ncomplete -c ${NAME} -n "__fish_seen_subcommand_from completion" -x -a "${SHELLS.join(" ")}"\n${lines.join("\n")}\n`;
}
