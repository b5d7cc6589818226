/**
 * Random numbers by source: each arrival process, each step and each balancer draws from a stream of its own, named after its place in the
 * description. So a change in one place does not reshuffle another, and two scenarios meet the same chance (common random numbers).
 */
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';

type Generator = ReturnType<typeof xoroshiro128plusFromState>;

/** A stream of independent uniform numbers (xoroshiro128+, Blackman and Vigna 2021). */
export class Stream {
  private readonly generator: Generator;

  /** @param seed of the whole run; @param replication whole >= 0; @param source name that is unique in the run */
  constructor(seed: number, replication: number, source: string) {
    this.generator = xoroshiro128plusFromState(stateOf(`${seed}/${replication}/${source}`));
  }

  /** in [0, 1), 53 bits: of each draw the high bits, as the lowest of this generator are weak */
  uniform(): number {
    const { generator } = this;
    const high = generator.next() >>> 5;
    return (high * 67_108_864 + (generator.next() >>> 6)) * 1.1102230246251565e-16;
  }

  /** exponential, mean 1 */
  exponential(): number {
    return -Math.log(1 - this.uniform());
  }

  /** normal, mean 0, variance 1 (polar method, Marsaglia and Bray 1964) */
  normal(): number {
    for (;;) {
      const x = 2 * this.uniform() - 1;
      const y = 2 * this.uniform() - 1;
      const r = x * x + y * y;
      if (r > 0 && r < 1) return x * Math.sqrt((-2 * Math.log(r)) / r);
    }
  }

  /** whole number in [0, n), n up to 2^53 */
  below(n: number): number {
    return Math.floor(this.uniform() * n);
  }
}

/** 128 bits from a text: four lanes of MurmurHash3's mixing (Appleby 2011), each with its own multiplier. */
function stateOf(text: string): [number, number, number, number] {
  const lanes: [number, number, number, number] = [0x9e3779b9, 0x243f6a88, 0xb7e15162, 0x71374491];
  const factors = [0x85ebca6b, 0xc2b2ae35, 0xcc9e2d51, 0x1b873593];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    for (let l = 0; l < 4; l++) {
      const mixed = Math.imul(lanes[l]! ^ code, factors[l]!);
      lanes[l] = (mixed << 15) | (mixed >>> 17);
    }
  }
  for (let l = 0; l < 4; l++) lanes[l] = avalanche(lanes[l]! ^ lanes[(l + 1) % 4]! ^ text.length);
  // The state must not be all zero.
  if ((lanes[0] | lanes[1] | lanes[2] | lanes[3]) === 0) lanes[0] = 1;
  return [lanes[0] | 0, lanes[1] | 0, lanes[2] | 0, lanes[3] | 0];
}

function avalanche(value: number): number {
  let h = value;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
