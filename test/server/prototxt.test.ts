import assert from "node:assert/strict";
import { EditorSession, plainCapabilities, type EditorSession as Session } from "./serverProcess.ts";

const lenet = `name: "LeNet"
layer { name: "data" type: "Input" top: "data" input_param { shape { dim: 1 dim: 1 dim: 28 dim: 28 } } }
layer {
  name: "conv1"
  type: "Convolution"
  bottom: "data"
  top: "conv1"
  convolution_param { num_output: 20 kernel_size: 5 stride: 1 }
}
layer {
  name: "pool1"
  type: "Pooling"
  bottom: "conv1"
  top: "pool1"
  pooling_param { pool: MAX kernel_size: 2 stride: 2 }
}
layer {
  name: "ip1"
  type: "InnerProduct"
  bottom: "pool1"
  top: "ip1"
  inner_product_param { num_output: 500 }
}
`;
const uri = "file:///nets/lenet.prototxt";

describe("language server on a prototxt", function () {
  this.timeout(20_000);
  let session: Session;
  before(async () => {
    session = await EditorSession.start({
      initializationOptions: { notifications: true, commands: ["convlens.showGraph"] },
    });
    await session.open(uri, lenet);
  });
  after(() => session.stop());

  it("hovers", async () => {
    console.log(await session.hover(uri, "kernel_size: 5"));
    console.log(await session.hints(uri));
    console.log(JSON.stringify(await session.lenses(uri), null, 1));
    console.log(JSON.stringify(await session.pull(uri), null, 1));
    console.log(session.logged, session.networks);
    assert.equal(plainCapabilities, plainCapabilities);
  });
});
