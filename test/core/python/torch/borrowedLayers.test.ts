import assert from "node:assert/strict";
import { modelOf } from "../../../support/pythonModel.ts";

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
    const more = `${imports}from timm.models.layers import SelectAdaptivePool2d\n`;
    const { outputs, problems } = modelOf(source(more, "SelectAdaptivePool2d()"), { model: "net" });
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
