// Random streams by key, as src/actlab/population/streams.py has them: block 17 of this page is block 17 of the library.
"use strict";

const U64 = (1n << 64n) - 1n;
const BLAKE_START = [
  0x6a09e667f3bcc908n, 0xbb67ae8584caa73bn, 0x3c6ef372fe94f82bn, 0xa54ff53a5f1d36f1n,
  0x510e527fade682d1n, 0x9b05688c2b3e6c1fn, 0x1f83d9abfb41bd6bn, 0x5be0cd19137e2179n,
];
const BLAKE_ORDER = [
  [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15], [14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3],
  [11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4], [7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8],
  [9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13], [2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9],
  [12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11], [13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10],
  [6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5], [10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0],
];
const BLAKE_MIXED = [
  [0, 4, 8, 12], [1, 5, 9, 13], [2, 6, 10, 14], [3, 7, 11, 15], [0, 5, 10, 15], [1, 6, 11, 12], [2, 7, 8, 13], [3, 4, 9, 14],
];

// The first four bytes of BLAKE2b (RFC 7693) with a digest of four bytes, as a little-endian number.
function blakeSeed(text) {
  const bytes = new TextEncoder().encode(text);
  if (bytes.length > 128) throw new RangeError("a key of at most 128 bytes is needed");
  const padded = new DataView(new ArrayBuffer(128));
  bytes.forEach((byte, i) => padded.setUint8(i, byte));
  const message = Array.from({ length: 16 }, (_, i) => padded.getBigUint64(8 * i, true));
  const state = [...BLAKE_START];
  state[0] ^= 0x01010000n ^ 4n;
  const v = [...state, ...BLAKE_START];
  v[12] ^= BigInt(bytes.length);
  v[14] ^= U64;
  const turn = (x, n) => ((x >> n) | (x << (64n - n))) & U64;
  for (let round = 0; round < 12; round++) {
    const order = BLAKE_ORDER[round % 10];
    BLAKE_MIXED.forEach(([a, b, c, d], i) => {
      v[a] = (v[a] + v[b] + message[order[2 * i]]) & U64;
      v[d] = turn(v[d] ^ v[a], 32n);
      v[c] = (v[c] + v[d]) & U64;
      v[b] = turn(v[b] ^ v[c], 24n);
      v[a] = (v[a] + v[b] + message[order[2 * i + 1]]) & U64;
      v[d] = turn(v[d] ^ v[a], 16n);
      v[c] = (v[c] + v[d]) & U64;
      v[b] = turn(v[b] ^ v[c], 63n);
    });
  }
  return Number((state[0] ^ v[0] ^ v[8]) & 0xffffffffn);
}

function streamSeed(root, block, purpose, path = "") {
  return blakeSeed(`${root}/${block}/0/${purpose}/${path}`);
}

// The Mersenne Twister (MT19937), which torch's generator and NumPy's RandomState both are.
class Twister {
  constructor(seed) {
    this.words = new Uint32Array(624);
    this.words[0] = seed;
    for (let i = 1; i < 624; i++) {
      const before = this.words[i - 1] ^ (this.words[i - 1] >>> 30);
      this.words[i] = Math.imul(1812433253, before) + i;
    }
    this.place = 624;
  }
  next() {
    if (this.place === 624) this.refill();
    let y = this.words[this.place++];
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  }
  refill() {
    const w = this.words;
    for (let i = 0; i < 624; i++) {
      const y = (w[i] & 0x80000000) | (w[(i + 1) % 624] & 0x7fffffff);
      w[i] = w[(i + 397) % 624] ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
    }
    this.place = 0;
  }
}

// torch's `uniform_` of float32 numbers from -bound to bound; the product and the sum are rounded once.
function torchUniform(twister, count, bound) {
  const low = Math.fround(-bound), range = Math.fround(Math.fround(bound) - low);
  return Float32Array.from({ length: count }, () => (twister.next() & 0xffffff) * 2 ** -24 * range + low);
}

// NumPy's `RandomState`.
class RandomState extends Twister {
  uniform() {
    const high = this.next() >>> 5, low = this.next() >>> 6;
    return (high * 67108864 + low) / 9007199254740992;
  }
  normal() {
    if (this.kept !== undefined) {
      const kept = this.kept;
      this.kept = undefined;
      return kept;
    }
    for (;;) {
      const a = 2 * this.uniform() - 1, b = 2 * this.uniform() - 1, square = a * a + b * b;
      if (square >= 1 || square === 0) continue;
      const factor = Math.sqrt((-2 * Math.log(square)) / square);
      this.kept = factor * a;
      return factor * b;
    }
  }
  below(most) { // a whole number from 0 to most
    const mask = 2 ** (32 - Math.clz32(most)) - 1;
    for (;;) {
      const drawn = (this.next() & mask) >>> 0;
      if (drawn <= most) return drawn;
    }
  }
  permutation(count) {
    const places = Int32Array.from({ length: count }, (_, i) => i);
    for (let i = count - 1; i > 0; i--) {
      const j = this.below(i), held = places[i];
      places[i] = places[j];
      places[j] = held;
    }
    return places;
  }
}

// NumPy's `SeedSequence`: from whole numbers below 2^32 to words of 32 bits.
function seedWords(entropy, count) {
  let multiplier = 0x43b0d7e5;
  const hashed = (value) => {
    value ^= multiplier;
    multiplier = Math.imul(multiplier, 0x931e8875);
    value = Math.imul(value, multiplier);
    return (value ^ (value >>> 16)) >>> 0;
  };
  const mixed = (x, y) => {
    const sum = Math.imul(0xca01f9dd, x) - Math.imul(0x4973f715, y);
    return (sum ^ (sum >>> 16)) >>> 0;
  };
  const pool = Array.from({ length: 4 }, (_, i) => hashed(i < entropy.length ? entropy[i] : 0));
  for (let from = 0; from < 4; from++)
    for (let to = 0; to < 4; to++) if (from !== to) pool[to] = mixed(pool[to], hashed(pool[from]));
  let out = 0x8b51f9dd;
  return Array.from({ length: count }, (_, i) => {
    let word = pool[i % 4] ^ out;
    out = Math.imul(out, 0x58f38ded);
    word = Math.imul(word, out);
    return (word ^ (word >>> 16)) >>> 0;
  });
}

// NumPy's `default_rng`: PCG64 with the ziggurat of 256 layers for normal numbers.
const U128 = (1n << 128n) - 1n, PCG_MULTIPLIER = 47026247687942121848144207491837523525n;
const ZIGGURAT_END = 3.6541528853610088, ZIGGURAT_AREA = 0.0049286732339746549;

function zigguratTables() {
  const scale = 2 ** 52, density = (x) => Math.exp(-0.5 * x * x);
  const ends = new Float64Array(256), heights = new Float64Array(256), limits = new Float64Array(256);
  let x = ZIGGURAT_END, before = x;
  const base = ZIGGURAT_AREA / density(x);
  limits[0] = Math.floor((x / base) * scale);
  ends[0] = base / scale, heights[0] = 1;
  ends[255] = x / scale, heights[255] = density(x);
  for (let i = 254; i >= 1; i--) {
    x = Math.sqrt(-2 * Math.log(ZIGGURAT_AREA / x + density(x)));
    limits[i + 1] = Math.floor((x / before) * scale);
    before = x;
    ends[i] = x / scale, heights[i] = density(x);
  }
  limits[1] = 0;
  return { ends, heights, limits };
}
const ZIGGURAT = zigguratTables();

class Pcg {
  constructor(seed) {
    const words = seedWords([seed], 8).map(BigInt);
    const long = (i) => words[2 * i] | (words[2 * i + 1] << 32n);
    const start = (long(0) << 64n) | long(1);
    this.increment = ((((long(2) << 64n) | long(3)) << 1n) | 1n) & U128;
    this.state = this.increment;
    this.state = (this.state + start) & U128;
    this.step();
    this.half = undefined;
  }
  step() {
    this.state = (this.state * PCG_MULTIPLIER + this.increment) & U128;
  }
  next() {
    this.step();
    const turned = this.state >> 122n, word = (this.state >> 64n) ^ (this.state & U64);
    return ((word >> turned) | (word << (64n - turned))) & U64 & U64;
  }
  bit() { // of `integers(0, 2)`: the upper bit of half a word; the other half waits
    if (this.half === undefined) {
      const word = this.next();
      this.half = Number(word >> 32n);
      return Number((word >> 31n) & 1n);
    }
    const half = this.half;
    this.half = undefined;
    return half >>> 31;
  }
  uniform() {
    return Number(this.next() >> 11n) / 9007199254740992;
  }
  normal() {
    for (;;) {
      const word = this.next(), layer = Number(word & 255n);
      const magnitude = Number((word >> 9n) & 0xfffffffffffffn), sign = (word >> 8n) & 1n ? -1 : 1;
      const x = sign * magnitude * ZIGGURAT.ends[layer];
      if (magnitude < ZIGGURAT.limits[layer]) return x;
      if (layer === 0) return this.tail((Math.floor(magnitude / 256) & 1) === 1 ? -1 : 1);
      const { heights } = ZIGGURAT;
      if ((heights[layer - 1] - heights[layer]) * this.uniform() + heights[layer] < Math.exp(-0.5 * x * x)) return x;
    }
  }
  tail(sign) {
    for (;;) {
      const x = -Math.log1p(-this.uniform()) / ZIGGURAT_END, y = -Math.log1p(-this.uniform());
      if (y + y > x * x) return sign * (ZIGGURAT_END + x);
    }
  }
}
