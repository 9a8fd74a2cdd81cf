import assert from "node:assert/strict";
import { read, refuse, sameValues } from "./support";

describe("matrices of LaTeX", () => {
  for (const [what, source, values] of [
    ["in one line", "\\begin{pmatrix} 1.5 & 2 \\\\ 3 & 4 \\end{pmatrix}", [1.5, 2, 3, 4]],
    [
      "in a formula, with spacing behind rows",
      "$$x = \\begin{bmatrix}\n1 & 2 \\\\[2pt]\n3 & \\infty\n\\end{bmatrix}$$",
      [1, 2, 3, Infinity],
    ],
    [
      "with powers of ten, minus signs and comments",
      "\\begin{array}{rr} 1.5\\cdot 10^{-3} & \u22122 \\\\ % half\n 3 \\times 10^2 & -.5 \\end{array}",
      [0.0015, -2, 300, -0.5],
    ],
    [
      "in a table with rules and dollars",
      "\\begin{tabular}{|r|r|}\\toprule $1$ & \\textbf{2} \\\\ \\midrule 3 & \\num{4} \\\\ \\bottomrule\\end{tabular}",
      [1, 2, 3, 4],
    ],
  ] as const) {
    it(`are read ${what}`, () => {
      const { x, reading } = read(source);
      assert.deepEqual(x.shape, [2, 2]);
      sameValues(x.values, values);
      assert.equal(reading?.format, "latex");
    });
  }

  it("say that there are several, and take the one that is asked for", () => {
    const two = "\\begin{bmatrix}1&2\\\\3&4\\end{bmatrix} + \\begin{bmatrix}5&6&7\\\\8&9&0\\end{bmatrix}";
    const first = read(two);
    sameValues(first.x.values, [1, 2, 3, 4]);
    assert.equal(first.notes?.[0], "Read matrix 1, 2 x 2, one of 2.");
    assert.deepEqual(first.reading?.alternatives, [{ id: "matrix-2", text: "matrix 2, 2 x 3" }]);
    sameValues(read(two, { wanted: "matrix-2" }).x.values, [5, 6, 7, 8, 9, 0]);
  });

  const matrix = "\\begin{bmatrix} 1 & 2 \\\\ 3 & 4 \\end{bmatrix}";
  for (const [front, behind, said] of [
    ["10^{-3} ", "", '"^{-3}" in front of'],
    ["10^{3}\n", "", '"^{3}" in front of'],
    ["0.5", "", '"5" in front of'],
    ["\\frac{1}{2} ", "", '"\\frac{1}{2}" in front of'],
    ["x = -", "", '"-" in front of'],
    ["2 \\cdot\n", "", '"\\cdot" in front of'],
    ["2\\left[", "\\right]", '"2" in front of'],
    ["", "^T", '"^T" behind'],
    ["\\left(", "\\right)^{\\top}", '"^{\\top}" behind'],
    ["", " \\times 10^{-3}", '"\\times 10^{-3}" behind'],
    ["", "'", `"'" behind`],
  ] as const) {
    it(`are refused where a formula makes them others: ${JSON.stringify(front + "M" + behind)}`, () => {
      const { code, text } = refuse(`$$${front}${matrix}${behind}$$`.replaceAll("$$", "\n"));
      assert.equal(code, "change");
      assert.ok(text.includes(`got ${said} it`), text);
    });
  }

  it("are read where what stands beside them changes nothing", () => {
    for (const text of [
      `Step 3\n${matrix}`,
      `x_{1} = \\left[${matrix}\\right]_{2 \\times 2}`,
      `\\begin{equation*}${matrix}.\\end{equation*}`,
      `${matrix} + A`,
    ])
      sameValues(read(text).x.values, [1, 2, 3, 4], text);
  });

  it("are refused where a cell is no number, a row too short, or the end missing", () => {
    assert.match(
      refuse("\\begin{bmatrix} 1 & \\frac{1}{2} \\\\ 3 & 4 \\end{bmatrix}").text,
      /^Expected a number in row 1, got "\\frac12"/,
    );
    assert.match(refuse("\\begin{bmatrix} 1 & 2 \\\\ 3 \\end{bmatrix}").text, /^Row 2 has 1 values, expected 2/);
    assert.match(refuse("\\begin{bmatrix} 1 & 2 \\\\ 3 & 4").text, /^Expected \\end\{bmatrix\}/);
  });
});

describe("tables of HTML", () => {
  it("are read with header and index left out, which is said", () => {
    const page = `<html><body><p>Loss 3</p><table class="dataframe" border="1">
      <thead><tr style="text-align: right;"><th></th><th>a</th><th>b</th></tr></thead>
      <tbody><tr><th>0</th><td>1.5</td><td>&minus;2e-3</td></tr>
      <tr><th>1</th><td><b>3</b></td><td> NaN </td></tr></tbody></table></body></html>`;
    const { x, reading } = read(page);
    sameValues(x.values, [1.5, -0.002, 3, NaN]);
    assert.deepEqual(
      reading?.assumed.map(({ id }) => id),
      ["header", "index"],
    );
  });

  it("are read without closing tags, and the second of them when it is asked for", () => {
    const page =
      "<table><tr><td>1<td>2<tr><td>3<td>4</table><!-- <td>9 --><table><tr><td>5</td><td>6</td></tr></table>";
    sameValues(read(page).x.values, [1, 2, 3, 4]);
    sameValues(read(page, { wanted: "table-2" }).x.values, [5, 6]);
  });

  it("are refused where digits stand apart that would be one number without the tags", () => {
    for (const [cell, got] of [
      ["10<sup>3</sup>", "10^3"],
      ["1<sub class=a>2</sub>", "1_2"],
      ["1<br>2", "1 2"],
      ["<p>1</p><p>2</p>", "1 2"],
      ['1<span style="display: none">2</span>', "1 2"],
      ["1<span hidden>2</span>", "1 2"],
    ]) {
      const { text } = refuse(`<table><tr><td>${cell}</td><td>1</td></tr></table>`);
      assert.ok(text.startsWith(`Expected a number in row 1, got "${got}"`), text);
    }
  });

  it("are refused where a cell is no number, or is joined with others", () => {
    assert.match(
      refuse("<table><tr><td>1</td><td>one</td></tr></table>").text,
      /^Expected a number in row 1, got "one"/,
    );
    assert.match(
      refuse('<table><tr><td colspan="2">1</td></tr></table>').text,
      /^Expected cells of one row and one column/,
    );
    assert.match(refuse("<table></table>").text, /^Expected a table of numbers in HTML, got none/);
  });
});
