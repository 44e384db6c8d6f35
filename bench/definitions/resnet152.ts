/**
 * ResNet-152 as its authors write it in prototxt, layer by layer in one bottleneck after another: 670 layers in about
 * 90 KB, the largest of the classic files.
 */
export function resnet152(): string {
  const parts = [
    'name: "ResNet-152"\ninput: "data"\ninput_dim: 1\ninput_dim: 3\ninput_dim: 224\ninput_dim: 224\n',
    convolution("conv1", "data", 64, 7, 2),
    ...normalized("conv1", "_conv1", true),
    layer("pool1", "Pooling", ["conv1"], "pool1", "pooling_param", ["kernel_size: 3", "stride: 2", "pool: MAX"]),
  ];
  let below = "pool1";
  for (const [stage, blocks] of [3, 8, 36, 3].entries())
    for (let block = 0; block < blocks; block++) {
      const name = `${stage + 2}${blocks > 3 && block > 0 ? `b${block}` : "abc".charAt(block)}`;
      parts.push(...bottleneck(name, below, 64 * 2 ** stage, block === 0, stage > 0 && block === 0 ? 2 : 1));
      below = `res${name}`;
    }
  parts.push(
    layer("pool5", "Pooling", [below], "pool5", "pooling_param", ["kernel_size: 7", "stride: 1", "pool: AVE"]),
    layer("fc1000", "InnerProduct", ["pool5"], "fc1000", "inner_product_param", ["num_output: 1000"]),
    layer("prob", "Softmax", ["fc1000"], "prob"),
  );
  return parts.join("\n");
}

function bottleneck(name: string, below: string, width: number, isFirst: boolean, stride: number): string[] {
  const branch = (part: string, from: string, outputs: number, kernel: number, step: number, rectified: boolean) => [
    convolution(`res${name}_branch${part}`, from, outputs, kernel, step),
    ...normalized(`res${name}_branch${part}`, `${name}_branch${part}`, rectified),
  ];
  const shortcut = isFirst ? `res${name}_branch1` : below;
  const sum = `res${name}`;
  return [
    ...(isFirst ? branch("1", below, 4 * width, 1, stride, false) : []),
    ...branch("2a", below, width, 1, stride, true),
    ...branch("2b", `${sum}_branch2a`, width, 3, 1, true),
    ...branch("2c", `${sum}_branch2b`, 4 * width, 1, 1, false),
    layer(sum, "Eltwise", [shortcut, `${sum}_branch2c`], sum),
    layer(`${sum}_relu`, "ReLU", [sum], sum),
  ];
}

function convolution(name: string, bottom: string, outputs: number, kernel: number, stride: number): string {
  const sizes = [`num_output: ${outputs}`, `kernel_size: ${kernel}`, `pad: ${kernel >> 1}`, `stride: ${stride}`];
  return layer(name, "Convolution", [bottom], name, "convolution_param", [...sizes, "bias_term: false"]);
}

function normalized(blob: string, name: string, rectified: boolean): string[] {
  return [
    layer(`bn${name}`, "BatchNorm", [blob], blob, "batch_norm_param", ["use_global_stats: true"]),
    layer(`scale${name}`, "Scale", [blob], blob, "scale_param", ["bias_term: true"]),
    ...(rectified ? [layer(`${blob}_relu`, "ReLU", [blob], blob)] : []),
  ];
}

function layer(name: string, type: string, bottoms: string[], top: string, param = "", fields: string[] = []): string {
  const lines = [
    ...bottoms.map((bottom) => `bottom: "${bottom}"`),
    `top: "${top}"`,
    `name: "${name}"`,
    `type: "${type}"`,
  ];
  const settings = fields.length === 0 ? "" : `\t${param} {\n${fields.map((field) => `\t\t${field}\n`).join("")}\t}\n`;
  return `layer {\n${lines.map((line) => `\t${line}\n`).join("")}${settings}}\n`;
}
