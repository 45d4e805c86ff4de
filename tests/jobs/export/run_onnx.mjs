// SPDX-License-Identifier: Apache-2.0
// node run_onnx.mjs RUNTIME MODEL INPUT OUT: runs a model in onnxruntime-node, which lies in RUNTIME, on OUT/INPUT.f32 of the
// shape that OUT/shapes.json says, and leaves every output there in the same way, its shape under its name in outputs.json.
import {readFileSync, writeFileSync} from "node:fs";
import {createRequire} from "node:module";

const [runtime, model, input, out] = process.argv.slice(2);
const {InferenceSession, Tensor} = createRequire(`${runtime}/`)("onnxruntime-node");
const [rows, columns] = JSON.parse(readFileSync(`${out}/shapes.json`, "utf8"))[input];
const bytes = readFileSync(`${out}/${input}.f32`);
const values = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));

const session = await InferenceSession.create(model, {executionProviders: ["cpu"], intraOpNumThreads: 1});
const results = await session.run({[input]: new Tensor("float32", values, [rows, columns])});
const shapes = {};
for (const [name, tensor] of Object.entries(results)) {
  shapes[name] = tensor.dims;
  writeFileSync(`${out}/${name}.f32`, Buffer.from(tensor.data.buffer, tensor.data.byteOffset, tensor.data.byteLength));
}
writeFileSync(`${out}/outputs.json`, JSON.stringify(shapes));
