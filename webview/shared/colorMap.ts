/**
 * A perceptually even map from 0…1 to colour, dark violet over teal to yellow, readable with colour blindness: evenly spaced
 * stops in OKLab lightness, joined linearly in OKLab (Ottosson, "A perceptual color space for image processing", 2020).
 */
const STOPS: readonly (readonly [lightness: number, a: number, b: number])[] = [
  [0.2, 0.06, -0.09],
  [0.35, 0.045, -0.115],
  [0.48, -0.03, -0.09],
  [0.61, -0.095, -0.015],
  [0.75, -0.11, 0.085],
  [0.92, -0.055, 0.17],
];

/** 256 colours, four bytes each, as image data wants them. */
export const colorTable: Uint8ClampedArray = makeTable();

function makeTable(): Uint8ClampedArray {
  const table = new Uint8ClampedArray(256 * 4);
  for (let i = 0; i < 256; i++) {
    const at = (i / 255) * (STOPS.length - 1);
    const low = Math.min(Math.floor(at), STOPS.length - 2);
    const part = at - low;
    const [l, a, b] = [0, 1, 2].map((axis) => {
      const from = STOPS[low]?.[axis] ?? 0;
      return from + part * ((STOPS[low + 1]?.[axis] ?? 0) - from);
    });
    table.set([...srgb(l ?? 0, a ?? 0, b ?? 0), 255], i * 4);
  }
  return table;
}

function srgb(lightness: number, a: number, b: number): number[] {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ].map((linear) => {
    const clipped = Math.min(1, Math.max(0, linear));
    return 255 * (clipped <= 0.0031308 ? 12.92 * clipped : 1.055 * clipped ** (1 / 2.4) - 0.055);
  });
}
