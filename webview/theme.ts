/** Families of operators that share a colour. Colours are the theme's own chart and symbol colours. */
export type OperatorFamily =
  | "convolution"
  | "dense"
  | "pooling"
  | "normalization"
  | "activation"
  | "join"
  | "shape"
  | "other";

/** Longest first where one name begins another. */
const familyOfOp: readonly (readonly [RegExp, OperatorFamily])[] = [
  [/^(Conv|Deconv)/, "convolution"],
  [/^(Linear|Gemm|MatMul|Bilinear|Attention|MultiHead|Embedding|Einsum|Recurrent|LSTM|GRU|RNN)/i, "dense"],
  [/(Pool|Unpool)/, "pooling"],
  [/(Norm|LocalResponse|LRN|^Scale$)/, "normalization"],
  [/^(Activation|Relu|Prelu|Softmax|LogSoftmax|Sigmoid|Tanh|Gelu|Silu|Elu|Dropout|Hard|Mish)/i, "activation"],
  [/^(Add|Sub|Mul|Div|Concat|Eltwise|Elementwise|Stack|Sum|Where|Split|Chunk)/, "join"],
  [
    /^(Flatten|Reshape|Transpose|Permute|Squeeze|Unsqueeze|Slice|Narrow|Pad|Crop|Resize|Expand|PixelShuffle|PixelUnshuffle|ChannelShuffle|Cast|Identity|Upsample)/,
    "shape",
  ],
];

export function familyOf(op: string): OperatorFamily {
  return familyOfOp.find(([pattern]) => pattern.test(op))?.[1] ?? "other";
}

let probe: CanvasRenderingContext2D | null = null;

/** The same as `#rrggbb`, whatever way the theme or a style sheet writes the colour (`color-mix`, names, transparency). */
export function concreteColor(variable: string, fallback: string): string {
  probe ??= document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const element = document.createElement("span");
  element.style.color = `var(${variable}, ${fallback})`;
  document.body.append(element);
  const computed = getComputedStyle(element).color;
  element.remove();
  if (!probe) return fallback;
  probe.clearRect(0, 0, 1, 1);
  probe.fillStyle = computed;
  probe.fillRect(0, 0, 1, 1);
  const [r = 0, g = 0, b = 0, a = 255] = probe.getImageData(0, 0, 1, 1).data;
  const hex = [r, g, b, ...(a < 255 ? [a] : [])].map((part) => part.toString(16).padStart(2, "0"));
  return `#${hex.join("")}`;
}

/** Calls back when the user changes the colour theme: VS Code rewrites the classes of the body and the variables. */
export function onThemeChange(changed: () => void): void {
  const observer = new MutationObserver(changed);
  observer.observe(document.body, { attributes: true, attributeFilter: ["class", "data-vscode-theme-id"] });
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ["style"] });
}
