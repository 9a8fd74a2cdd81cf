// Sets whose elements stand side by side, a run of them for each channel, and gamma one number in a run: group and instance
// norm. The first sweep is batch norm's over each run; a set's sums of u = gamma*dout are made of those of its channels.
import { loadLone, loadPair, madd, productError, sumError } from "./_pair";
import * as record from "./_records";
import { CURVATURE, GBAR, MEAN, OFFSET, R } from "./_set-constants";
import { loneOfChannel, pairOfColumns } from "./_statistics";

/** What a run leaves for dgamma and dbeta: high and low of sum dout and sum dout*y. */
export const PART: usize = 32;

// @ts-ignore: decorator
@inline
function lanesOf(one: v128, other: v128): v128 {
  return f64x2.add(i64x2.shuffle(one, other, 0, 2), i64x2.shuffle(one, other, 1, 3));
}

/**
 * First sweep over a set of `runs` channels of `length` elements, into a record that holds the start of its chains; what each
 * channel adds up goes to `parts`. `target` gets sum u and sum u*y, high and low, side by side.
 */
export function sumChannels(
  x: usize, dout: usize, gamma: usize, records: usize, runs: usize, length: usize, parts: usize, target: usize,
): void {
  const startOfDout = v128.load(records, record.DOUT);
  const startOfProducts = v128.load(records, record.PRODUCTS);
  const zero = f64x2.splat(0);
  let total = zero;
  let totalLow = zero;
  for (let i: usize = 0; i < runs; i++) {
    pairOfColumns<f64>(x, dout, 16, records, length >> 1, false, true);
    x += 8 * length;
    dout += 8 * length;
    if ((length & 1) != 0) loneOfChannel<f64>(x - 8, dout - 8, records);
    const high = lanesOf(
      f64x2.sub(v128.load(records, record.DOUT), startOfDout),
      f64x2.sub(v128.load(records, record.PRODUCTS), startOfProducts),
    ); // exact: multiples of one unit
    const low = lanesOf(v128.load(records, record.DOUT + 16), v128.load(records, record.PRODUCTS + 16));
    v128.store(parts, high);
    v128.store(parts, low, 16);
    parts += PART;
    v128.store(records, startOfDout, record.DOUT);
    v128.store(records, zero, record.DOUT + 16);
    v128.store(records, startOfProducts, record.PRODUCTS);
    v128.store(records, zero, record.PRODUCTS + 16);
    const weight = v128.load64_splat(gamma + 8 * i);
    const term = f64x2.mul(weight, high);
    const termLow = madd(weight, low, productError(weight, high, term));
    const next = f64x2.add(total, term);
    totalLow = f64x2.add(totalLow, f64x2.add(sumError(total, term, next), termLow));
    total = next;
  }
  v128.store(target, total);
  v128.store(target, totalLow, 16);
}

// @ts-ignore: decorator
@inline
function addTo(chain: usize, term: f64, low: f64): void {
  const old = load<f64>(chain);
  const next = old + term;
  store<f64>(chain, next);
  store<f64>(chain + 16, load<f64>(chain + 16) + (term - (next - old) + low));
}

/**
 * Second sweep over a set whose constants stand at `c`, and what its channels add to the chains of dgamma and dbeta.
 * `h`, `l`: its mean from K.
 */
export function writeChannels(
  x: usize, dout: usize, out: usize, dx: usize, gamma: usize, beta: usize, c: usize, runs: usize, length: usize,
  parts: usize, h: f64, l: f64, chains: usize,
): void {
  const hs = f64x2.splat(h);
  const ls = f64x2.splat(l);
  const mean = v128.load64_splat(c, MEAN);
  const r = v128.load64_splat(c, R);
  const offset = v128.load64_splat(c, OFFSET);
  const gbar = v128.load64_splat(c, GBAR);
  const curvature = v128.load64_splat(c, CURVATURE);
  for (let i: usize = 0; i < runs; i++) {
    const high = v128.load(parts);
    const low = v128.load(parts, 16);
    parts += PART;
    const g = i64x2.shuffle(high, high, 0, 0);
    const products = i64x2.shuffle(high, high, 1, 1);
    const hg = f64x2.mul(hs, g);
    const rest = f64x2.sub(products, hg); // sum dout*(x - mean), and what it is rounded by
    const hgLow = madd(hs, i64x2.shuffle(low, low, 0, 0), madd(ls, g, productError(hs, g, hg)));
    const restLow = f64x2.add(
      sumError(products, f64x2.neg(hg), rest), f64x2.sub(i64x2.shuffle(low, low, 1, 1), hgLow),
    );
    const chain = chains + 64 * (i >> 1) + 8 * (i & 1);
    addTo(chain, f64x2.extract_lane(f64x2.mul(r, f64x2.add(rest, restLow)), 0), 0);
    addTo(chain + 32, f64x2.extract_lane(high, 0), f64x2.extract_lane(low, 0));

    const weight = v128.load64_splat(gamma + 8 * i);
    const shift = v128.load64_splat(beta + 8 * i);
    const end: usize = x + 8 * (length & ~1);
    while (x < end) {
      const d = f64x2.sub(loadPair<f64>(x), mean);
      v128.store(out, madd(weight, madd(d, r, offset), shift));
      v128.store(dx, f64x2.mul(madd(d, curvature, madd(weight, loadPair<f64>(dout), gbar)), r));
      x += 16;
      dout += 16;
      out += 16;
      dx += 16;
    }
    if ((length & 1) != 0) {
      const d = f64x2.sub(loadLone<f64>(x), mean);
      v128.store64_lane(out, madd(weight, madd(d, r, offset), shift), 0);
      v128.store64_lane(dx, f64x2.mul(madd(d, curvature, madd(weight, loadLone<f64>(dout), gbar)), r), 0);
      x += 8;
      dout += 8;
      out += 8;
      dx += 8;
    }
  }
}
