import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { torchModules } from "../../../../src/core/python/torch/index.ts";
import { modelOf } from "../../../support/pythonModel.ts";
import { wheelFolder } from "../../../support/wheel.ts";
import { interpreterOf } from "../eval/support.ts";

const source = (imports: string, head: string) => `
${imports}
class Block(nn.Module):
    def __init__(self, dim, rate):
        super().__init__()
        self.mlp = Mlp(dim, 2 * dim)
        self.drop = DropPath(rate)
    def forward(self, x):
        return x + self.drop(self.mlp(x))
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = PatchEmbed(to_2tuple(32), 8, 3, 16, strict_img_size=False)
        self.position = nn.Parameter(torch.zeros(1, self.embed.num_patches, 16))
        trunc_normal_(self.position, std=0.02)
        self.block = Block(make_divisible(15), 0.1)
        self.head = ${head}
    def forward(self, x):
        return self.head(self.block(self.embed(x) + self.position))
@register_model
def net(pretrained=False, **kwargs):
    model = Net(**kwargs)
    model.default_cfg = _cfg(mean=IMAGENET_DEFAULT_MEAN)
    return model
`;
const imports = `
from timm.models.layers import DropPath, to_2tuple, trunc_normal_, make_divisible
from timm.models.vision_transformer import Mlp, PatchEmbed, _cfg
from timm.models.registry import register_model
from timm.data import IMAGENET_DEFAULT_MEAN
`;

describe("layers that projects borrow of timm, where it is not installed", () => {
  it("are known", () => {
    const { outputs, inputs, parameters, problems } = modelOf(source(imports, "nn.Linear(16, 5)"), {
      model: "net",
      inputs: ["1x3x32x32"],
    });
    assert.deepEqual([inputs, outputs, problems], ["x 1x3x32x32", "output 1x16x5", []]);
    const [embed, position, mlp, head] = [3 * 64 * 16 + 16, 16 * 16, 16 * 32 + 32 + 32 * 16 + 16, 16 * 5 + 5];
    assert.equal(parameters, String(embed + position + mlp + head));
  });

  it("are only these: others stay unknown", () => {
    const more = `${imports}from timm.models.layers import HybridEmbed\n`;
    const { outputs, problems } = modelOf(source(more, "HybridEmbed()"), { model: "net" });
    assert.deepEqual([outputs, problems], ["output ?", []]);
  });

  it("leave programs alone that do without", () => {
    const guarded = `
try:
    from timm.models.layers import DropPath
except ImportError:
    DropPath = nn.Identity
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.drop = DropPath()
    def forward(self, x): return self.drop(x)
`;
    assert.deepEqual(modelOf(guarded, { inputs: ["1x3"] }).layers, ["drop Identity 1x3"]);
  });
});

/** Programs that print what layers are: the package's own text, read where it is there, prints the same. */
const program = `
import torch
from torch import nn
from timm.layers import *
from timm.models.vision_transformer import Attention, Block, VisionTransformer
def show(module, *shape):
    names = sorted((name, tuple(value.shape)) for name, value in module.state_dict().items())
    print(names, tuple(module(torch.zeros(*shape)).shape))
show(Attention(32, num_heads=4, qkv_bias=True), 2, 10, 32)
show(Attention(32, qk_norm=True, norm_layer=nn.LayerNorm), 2, 10, 32)
show(Block(32, 4, 2.0, qkv_bias=True, init_values=1e-5, drop_path=0.1), 2, 10, 32)
show(LayerScale(32), 2, 10, 32)
show(LayerScale2d(32), 2, 32, 4, 4)
show(Mlp(8, 16), 2, 8)
show(GluMlp(8, 16), 2, 8)
show(SwiGLUPacked(8, 16, 4), 2, 8)
show(SwiGLU(8, 12, align_to=8, norm_layer=nn.LayerNorm), 2, 8)
show(ConvMlp(8, 16, norm_layer=LayerNorm2d), 2, 8, 4, 4)
show(SqueezeExcite(64), 2, 64, 4, 4)
show(SqueezeExcite(60, rd_ratio=0.25, gate_layer="hard_sigmoid", norm_layer=nn.BatchNorm2d), 2, 60, 4, 4)
show(EffectiveSEModule(16), 2, 16, 4, 4)
show(EcaModule(64), 2, 64, 4, 4)
show(EcaModule(8, gate_layer="hard_sigmoid"), 2, 8, 4, 4)
show(create_attn("se", 32, rd_ratio=0.25), 2, 32, 4, 4)
print(create_attn(None, 3), get_attn("ECA").__name__, get_attn(True).__name__)
print(gen_relative_position_index((2, 3)).shape, gen_relative_position_index((2, 2), class_token=True).shape)
show(ConvNormAct(3, 8, 3, stride=2), 2, 3, 9, 9)
show(ConvNormAct(3, 8, 3, stride=2, padding="same", apply_act=False), 2, 3, 8, 8)
show(ConvNormAct(3, 8, 3, apply_norm=False), 2, 3, 8, 8)
show(BatchNormAct2d(8, act_layer="silu"), 2, 8, 4, 4)
show(GroupNormAct(8, 4), 2, 8, 4, 4)
show(GroupNorm(64), 2, 64, 4)
show(LayerNorm(8), 2, 8)
show(RmsNorm(8), 2, 8)
show(Linear(8, 3), 2, 8)
show(create_conv2d(4, 8, 5, stride=2), 2, 4, 11, 11)
show(create_conv2d(4, 4, 3, padding="valid", depthwise=True), 2, 4, 11, 11)
show(create_conv2d(4, 4, 3, padding="same", stride=2, bias=True), 2, 4, 12, 12)
show(create_pool2d("avg", 3, 2, padding="same"), 2, 4, 12, 12)
show(create_pool2d("max", 3, 2, padding="same"), 2, 4, 11, 11)
show(create_pool2d("max", 3, 2), 2, 4, 11, 11)
show(BlurPool2d(4), 2, 4, 11, 11)
show(BlurPool2d(4, filt_size=5, stride=2), 2, 4, 12, 12)
for kind in ("fast", "avg", "max", "avgmax", "catavgmax", "fastmax", ""):
    show(SelectAdaptivePool2d(pool_type=kind), 2, 4, 5, 5)
show(SelectAdaptivePool2d(2, "avg", flatten=True), 2, 4, 5, 5)
show(ClassifierHead(16, 10), 2, 16, 7, 7)
show(ClassifierHead(16, 10, "catavgmax", use_conv=True), 2, 16, 7, 7)
show(ClassifierHead(16, 0), 2, 16, 7, 7)
show(DropBlock2d(0.1, 7), 2, 4, 5, 5)
show(PatchEmbed(32, 8, 3, 16, flatten=False), 2, 3, 32, 32)
show(PatchEmbed(None, 8, 3, 16, output_fmt="NHWC", dynamic_img_pad=True), 2, 3, 30, 33)
show(VisionTransformer(32, 8, embed_dim=24, depth=2, num_heads=3, num_classes=5), 2, 3, 32, 32)
show(VisionTransformer(32, 8, embed_dim=24, depth=1, num_heads=3, global_pool="avg", qkv_bias=False), 2, 3, 32, 32)
show(VisionTransformer(32, 8, embed_dim=24, depth=1, num_heads=3, num_classes=0, reg_tokens=4, pre_norm=True, no_embed_class=True), 2, 3, 32, 32)
print(resample_abs_pos_embed(torch.zeros(1, 197, 8), (10, 12)).shape, get_padding(5, 2, 3), get_act_layer("gelu").__name__)
print(make_divisible(37), make_divisible(20, 16), to_3tuple(4), to_ntuple(2)(7), create_act_layer("relu", inplace=True))
`;

describe("what stands for timm", () => {
  const printed = (searchPaths: readonly string[]): readonly string[] => {
    const lines: string[] = [];
    const files = {
      read: (uri: string) => {
        const path = uri.startsWith("file:///project/") ? null : fileURLToPath(uri);
        if (path === null || !existsSync(path)) return "absent" as const;
        return { text: readFileSync(path, "utf8"), version: 1 };
      },
    };
    const interpreter = interpreterOf(
      {},
      { files, searchPaths, natives: torchModules, onPrint: (text) => lines.push(text) },
    );
    interpreter.analyse({ uri: "file:///project/main.py", text: program }, (analysis) => {
      analysis.run();
      assert.deepEqual(
        analysis.failures.map(({ text }) => text),
        [],
      );
    });
    return lines;
  };

  it("has its names, tensors and shapes", function () {
    const folder = wheelFolder("timm-1.0.29");
    if (folder === null) this.skip();
    this.timeout(20_000);
    const [ours, theirs] = [printed([]), printed([`file://${folder}`])];
    assert.equal(theirs.length, 54);
    for (const [index, line] of theirs.entries()) assert.equal(ours[index], line);
  });

  it("knows nothing of what it leaves out", () => {
    const { outputs, problems } = modelOf(
      `
from timm.models.vision_transformer import Block
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.block = Block(8, 2, attn_layer="other", fused=True)
        self.width = self.block.attn.inner_width
    def forward(self, x):
        return self.block(x), x.view(-1, self.width)
`,
      { inputs: ["1x4x8"] },
    );
    assert.deepEqual([outputs, problems], ["output_0 1x4x8, output_1 ?x?", []]);
  });
});
