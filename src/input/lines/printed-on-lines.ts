/** As R begins to print a vector: [1] 1.5 */
const VECTOR_OF_R = "\\[1\\][ \\t]+(?:[-+.\\d]|NaN\\b|Inf\\b)";

/**
 * Lines that belong to prints of rows without brackets around them, though they hold brackets themselves. Blanks are
 * bounded, and no ends of lines: a line begins behind each "\r", too, and all that follow would be looked at from each.
 */
const SIGNATURES: readonly RegExp[] = [
  /^[ \t]{0,80}(?:\[,\d+\][ \t]{0,80})+$/m, // R: [,1] [,2]
  /^[ \t]{0,80}\[\d+,\][ \t]/m, // R: [1,] 1.5
  new RegExp(`^[ \\t]{0,80}${VECTOR_OF_R}`, "m"),
  /^[ \t]{0,80}\[\d+ rows x \d+ columns\]/m, // pandas
  /^\[ ?(?:Variable\[)?\w*Type\]?\{[\d,]*\} ?\]/m, // libtorch
  /^\[torch\.[\w.]+ of size/m, // PyTorch up to 0.3
  /^[A-Za-z]\w*\(:,\s{0,9}:(?:,\s{0,9}\d+)+\)\s{0,9}=/m, // MATLAB's slices
  /^\[:, :(?:, \d+)+\] =/m, // Julia's slices
  /^\s*[┌╭╔]/, // frames
  /^shape: \(\d+, \d+\)$/m, // polars
  /^[ \t]{0,80}\|?(?:[ \t]{0,80}:?-{3,}:?[ \t]{0,80}\|)+/m, // Markdown
];
/** As much of each end of a text as is looked at. */
const ENDS = 16_384;

/** Whether a text has the marks of a print that stands on lines. */
export function isPrintedOnLines(text: string): boolean {
  const ends = text.length > 2 * ENDS ? `${text.slice(0, ENDS)}\n${text.slice(-ENDS)}` : text;
  return SIGNATURES.some((pattern) => pattern.test(ends)) || isOfJulia(ends);
}

/** Whether a text is one vector as R prints it: "[1] 1.5 2.5". */
export function isVectorOfR(text: string): boolean {
  return AT_FRONT.test(text);
}

const AT_FRONT = new RegExp(`^\\s{0,400}${VECTOR_OF_R}`);

/** A head such as "2×3 Matrix{Float64}:"; below that of vectors of vectors stand brackets. */
function isOfJulia(text: string): boolean {
  for (const [line] of text.matchAll(JULIA)) if (line.includes("{") && !line.includes("Vector{Vector")) return true;
  return false;
}
const JULIA = /^\d+(?:×\d+)*(?:-element)?[^\S\n][^\n]{0,200}:[^\S\n]{0,20}$/gm;
