/** What docs/mistakes.md says of the layers other than batch norm. */
import { layerCatalogue, type LayerMistake } from "../../../../src/core/diagnosis";
import { familyMistakes } from "../../../../src/core/diagnosis/layer/family/layer-catalogue";

function entry({ id, title, sentence, cause, written, correct, code, tensor }: LayerMistake): string {
  const fence = (language: string, text: string): string => `\`\`\`${language}\n${text}\n\`\`\``;
  return `### ${id}

In ${tensor}: **${title}**. ${sentence} ${cause}

    written  ${written}
    correct  ${correct}

${fence("python", `${code.numpy}\n${code.pytorch}`)}

${fence("typescript", code.typescript)}
`;
}

/** Every mistake of the family: those of its own in full, those that batch norm has too by their formula. */
export function familySection(): string {
  const own = familyMistakes.map(entry).join("\n");
  const others = layerCatalogue
    .filter((mistake) => !familyMistakes.includes(mistake))
    .map(({ id, written }) => `- [${id}](#${id}): \`${written}\``);
  return `## Layer, RMS, group and instance norm

A set of M elements shares a mean and a root, and each element has an entry of gamma of its own, so that u = gamma * dout
stands where batch norm has dout:

    dx = r * (u - ubar - xhat * c)      ubar = mean(u) (not in RMS norm), c = mean(u * xhat), over the set

The fit of every set together on {r u, -r ubar, -r xhat c} is the signature; (1, 1, 1) is right, (1, 2, 1) is
mean-path-twice. A mistake is named only where it explains every cell of all sets.

Two more are no mistakes that numbers can show: **cast-before-weight** (xhat rounded to a half type before the weight, as
in many RMS norms of language models) is a convention, and a dgamma that was not computed at all has no numbers.

${own}
### Those that batch norm has too

The words of each stand with batch norm; in a layer with sets of M elements it reads:

${others.join("\n")}
`;
}
