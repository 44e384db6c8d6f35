// The images of well-known sets that the file itself reads, where no transform of its gives them another size.

interface Images {
  readonly side: number;
  readonly channels: number;
}

const sets: readonly (readonly [name: RegExp, images: Images])[] = [
  [/\b(?:E|K|Q|Fashion)?MNIST\(/g, { side: 28, channels: 1 }],
  [/\b(?:CIFAR100?|SVHN)\(/g, { side: 32, channels: 3 }],
  [/\bSTL10\(/g, { side: 96, channels: 3 }],
];

/** The side of the images, and the set that they are of; null where none is read, several are, or their size is changed. */
export function datasetSize(text: string, channels: unknown): { readonly side: number; readonly name: string } | null {
  // Transforms that are written elsewhere may do anything.
  if (!/\bToTensor\(/.test(text)) return null;
  const found = sets.flatMap(([name, images]) => {
    const [first] = text.match(name) ?? [];
    return first === undefined ? [] : [{ ...images, name: first.slice(0, -1) }];
  });
  const [only] = found;
  if (only === undefined || found.length > 1 || only.channels !== channels) return null;
  // `RandomCrop(32, padding=4)` gives back what it gets.
  const others = text.replaceAll(new RegExp(String.raw`\bRandomCrop\(\(?${only.side}\b`, "g"), "");
  return /\b(?:Resize|Pad|\w*Crop|Grayscale|Expand)\(|\.(?:resize|expand|repeat)\w*\(/.test(others) ? null : only;
}
