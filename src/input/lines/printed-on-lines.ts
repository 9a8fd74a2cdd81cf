/** Lines that belong to prints of rows without brackets around them, though they hold brackets themselves. */
const SIGNATURES: readonly RegExp[] = [
  /^[^\S\n]*(?:\[,\d+\][^\S\n]*)+$/m, // R: [,1] [,2]
  /^[^\S\n]*\[\d+,\][^\S\n]/m, // R: [1,] 1.5
  /^\[1\][^\S\n]+[-+.\d]/m, // R: [1] 1.5
  /^[^\S\n]*\[\d+ rows x \d+ columns\]/m, // pandas
  /^\[ ?(?:Variable\[)?\w*Type\]?\{[\d,]*\} ?\]/m, // libtorch
  /^\[torch\.[\w.]+ of size/m, // PyTorch up to 0.3
  /^[A-Za-z]\w*\(:,\s*:(?:,\s*\d+)+\)\s*=/m, // MATLAB's slices
  /^\[:, :(?:, \d+)+\] =/m, // Julia's slices
  /^\s*[┌╭╔]/, // frames
  /^shape: \(\d+, \d+\)$/m, // polars
  /^[^\S\n]*\|?(?:[^\S\n]*:?-{3,}:?[^\S\n]*\|)+/m, // Markdown
];
/** As much of each end of a text as is looked at. */
const ENDS = 16_384;

/** Whether a text has the marks of a print that stands on lines. */
export function isPrintedOnLines(text: string): boolean {
  const ends = text.length > 2 * ENDS ? `${text.slice(0, ENDS)}\n${text.slice(-ENDS)}` : text;
  return SIGNATURES.some((pattern) => pattern.test(ends)) || isOfJulia(ends);
}

/** A head such as "2×3 Matrix{Float64}:"; below that of vectors of vectors stand brackets. */
function isOfJulia(text: string): boolean {
  for (const [line] of text.matchAll(JULIA)) if (line.includes("{") && !line.includes("Vector{Vector")) return true;
  return false;
}
const JULIA = /^\d+(?:×\d+)*(?:-element)?[^\S\n][^\n]{0,200}:[^\S\n]{0,20}$/gm;
