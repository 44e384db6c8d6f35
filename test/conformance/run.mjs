// Compares ConvLens with what the frameworks themselves measured. Usage: npm run conformance -- [SET]... [--all] [--result FILE]
// Sets: torchvision caffe darknet receptive-fields numerics; torchvision:resnet18,vgg16 takes part of one. Default: all of
// them, of each the systems that are promised to be exact; --all takes every truth there is.
import { runBundled } from "../support/runBundled.mjs";

await runBundled("test/conformance/main.ts", "conformance", ({ runConformance }) =>
  runConformance(process.argv.slice(2)),
);
