# SPDX-License-Identifier: Apache-2.0
"""Exported models must give what the program computes, and bad requests one clear line.

usage: check_exported_model.py PROGRAM PASSED_VALUES RUNTIME RUN_ONNX (in an empty directory); RUNTIME is the folder of
onnxruntime-node, empty where there is none: then ONNX is checked, but not run.
"""
import json
import math
import os
import subprocess
import sys

try:
    import h5py
    import numpy as np
except ImportError as error:
    print(f"SKIPPED: {error}")
    sys.exit(77)
try:
    import onnx
except ImportError:
    onnx = None
    print("note: Python has no onnx (Debian: python3-onnx): the graphs do not go through its checker")

PROGRAM, PASSED_VALUES, RUNTIME, RUN_ONNX = sys.argv[1:5]
TOLERANCE = 1e-5
SAMPLES, GENES = 140, 90


def run(*words, ranks=1):
    launch = ["mpirun", "-n", str(ranks)] if ranks > 1 else []
    done = subprocess.run([*launch, PROGRAM, *words, "--quiet"], capture_output=True, text=True, check=False)
    if "was built without" in done.stderr:
        print(f"SKIPPED: {done.stderr.strip()}")
        sys.exit(77)
    assert done.returncode == 0, (words, done.stderr)
    return done.stdout


def write_cohort():
    """Counts of three programs, with missing values, ties, a gene that does not vary and two batches."""
    random = np.random.default_rng(5)
    amounts = random.gamma(2, 1, (SAMPLES, 3)) @ random.gamma(0.5, 40, (3, GENES))
    counts = random.poisson(amounts).astype("f8")
    counts[:, 4] = 7
    counts[:70] *= 2
    counts[random.random(counts.shape) < 0.05] = np.nan
    genes = [f"GENE{g}" for g in range(GENES)]
    with open("cohort.tsv", "w", encoding="utf-8") as file:
        file.write("\t".join(["sample", *genes]) + "\n")
        for i, row in enumerate(counts):
            file.write("\t".join([f"s{i}", *("NA" if np.isnan(x) else f"{x:g}" for x in row)]) + "\n")
    with open("samples.tsv", "w", encoding="utf-8") as file:
        file.write("sample\tbatch\tµ/m\n" + "".join(f"s{i}\t{'a' if i < 70 else 'b'}\t{i % 3}\n" for i in range(SAMPLES)))
    with open("lengths.tsv", "w", encoding="utf-8") as file:
        file.write("gene\tlength\n" + "".join(f"{gene}\t{500 + 37 * g}\n" for g, gene in enumerate(genes)))


def trained(name, text, stage="train", *settings):
    """A run up to a stage, with what that needs."""
    with open(f"{name}.toml", "w", encoding="utf-8") as file:
        file.write(f'preset = "dwivedi2020"\nrun.directory = "{name}"\ncohort = {{inputs = ["cohort.tsv"], annotation = "samples.tsv", '
                   f'gene_lengths = "lengths.tsv", validation = 0.2{text[0]}}}\n'
                   f'model = {{{text[1]}}}\ntrain = {{epochs = 8, batch = 20, rate = 0.01}}\n'
                   'structure = {labels = ["batch"], permutations = 10}\n')
    run(stage, f"{name}.toml", *settings)
    if stage != "preprocess":
        subprocess.run([PASSED_VALUES, f"{name}/model.h5", f"{name}/cohort.h5", f"{name}/passed"], check=True)


def matrices(folder, shapes):
    with open(f"{folder}/{shapes}", encoding="utf-8") as file:
        return {name: np.fromfile(f"{folder}/{name}.f32", "f4").reshape(shape) for name, shape in json.load(file).items()}


def close(name, got, wanted):
    assert got.shape == wanted.shape, (name, got.shape, wanted.shape)
    assert np.isfinite(got).all() and np.isfinite(wanted).all(), name
    assert np.ptp(wanted, axis=0).max() > 0.01, f"{name}: all samples are alike, which shows nothing"
    error = np.abs(got.astype("f8") - wanted).max() / max(1, np.abs(wanted).max())
    assert error <= TOLERANCE, (name, error)
    return error


def exported(name, *words):
    file = f"{name}-{len(words)}.onnx"
    run("export", name, "--out", file, *words)
    if onnx is None:
        return file, None
    model = onnx.load(file)
    onnx.checker.check_model(model, full_check=True)
    return file, {entry.key: entry.value for entry in model.metadata_props}


def run_onnx(file, **inputs):
    """The outputs of a graph."""
    folder = f"{file}.values"
    os.mkdir(folder)
    for key, values in inputs.items():
        values.astype("f4").tofile(f"{folder}/{key}.f32")
    with open(f"{folder}/shapes.json", "w", encoding="utf-8") as shapes:
        json.dump({key: values.shape for key, values in inputs.items()}, shapes)
    subprocess.run(["node", RUN_ONNX, RUNTIME, file, *inputs, folder], check=True)
    return matrices(folder, "outputs.json")


def original(arrays, scaled):
    factor = arrays["scaling/factor"].astype("f8")
    return np.divide(scaled, factor, out=np.zeros(scaled.shape), where=factor != 0) + arrays["scaling/offset"]


def compare(name, genes=None, *words):
    """A whole graph against the program's values."""
    file, metadata = exported(name, *words)
    passed = matrices(f"{name}/passed", "shapes.json")
    if RUNTIME:
        got = run_onnx(file, genes=passed["genes"] if genes is None else genes)
        arrays = np.load(f"{name}.npz") if os.path.exists(f"{name}.npz") else None
        for layer, values in got.items():
            if layer in passed:
                print(f"{name}: {layer} of ONNX differs by {close(layer, values, passed[layer]):.1e}")
        assert {"code", "reconstruction", "reconstruction_original", *passed} - {"genes"} <= set(got), got.keys()
        if arrays is not None:
            close("original", got["reconstruction_original"], original(arrays, passed["reconstruction"].astype("f8")))
    return passed, metadata


def scaled_genes(arrays, genes):
    filled = np.where(np.isnan(genes), arrays["scaling/mean"], genes).astype("f8")
    return np.clip((filled - arrays["scaling/offset"]) * arrays["scaling/factor"], arrays["scaling/low"], arrays["scaling/high"])


def expansion(arrays, group, points):
    q = ((points[:, None] - arrays[f"{group}/landmarks"][None]) ** 2).sum(2) * arrays[f"{group}/width"] / arrays[f"{group}/unit"]
    kernel = (1 + np.sqrt(3 * q)) * np.exp(-np.sqrt(3 * q)) if arrays[f"{group}/kernel"] == "matern32" else np.exp(-q)
    return kernel @ arrays[f"{group}/weights"]


def decoded(arrays, activations):
    code = arrays["manifold/nodes/centre"] + activations @ arrays["manifold/nodes/mixing"]
    scores = expansion(arrays, "manifold/decoder", code)
    scores[:, :code.shape[1]] += code
    return arrays["manifold/mean"] + scores @ arrays["manifold/directions"]


def check_network():
    trained("plain", ("", 'widths = [24, 16, 24], hidden = "tanh"'), "structure")
    run("export", "plain", "--out", "plain.npz")
    passed, metadata = compare("plain")
    arrays = np.load("plain.npz")
    values = scaled_genes(arrays, passed["genes"])
    for dense, name in enumerate(["layer1", "layer2", "layer3", "reconstruction"]):
        values = values @ arrays[f"dense/{dense}/weights"].astype("f8") + arrays[f"dense/{dense}/bias"]
        values = np.tanh(values) if name != "reconstruction" else 1 / (1 + np.exp(-values))
        close(f"npz: {name}", passed[name], values)
    assert arrays["hidden"] == "tanh" and arrays["output"] == "sigmoid" and list(arrays["widths"]) == [24, 16, 24]
    assert list(arrays["genes/id"]) == [f"GENE{g}" for g in range(GENES)]
    assert list(arrays["samples/id"]) == [f"s{i}" for i in range(SAMPLES)]
    assert set(arrays["samples/part"]) == {"training", "validation", "test"}
    with h5py.File("plain/pca.h5") as pca:
        np.testing.assert_array_equal(arrays["pca/components"], pca["components"][:])
    if metadata is not None:
        assert json.loads(metadata["lampyris.input_genes"]) == list(arrays["genes/id"])
        assert metadata["lampyris.code_layer"] == "2" and metadata["lampyris.steps"] == "[]", metadata
    with h5py.File("plain/latent.h5ad") as latent:
        codes = [latent[f"obsm/X_layer{layer}"][:] for layer in (1, 2, 3)]
    encoder, _ = exported("plain", "--part", "encoder")
    decoder, _ = exported("plain", "--part", "decoder", "--layer", "1")
    if not RUNTIME:
        return
    got = run_onnx(encoder, genes=passed["genes"])
    assert set(got) == {"layer1", "layer2", "code"}, got.keys()
    close("latent.h5ad", got["code"], codes[1])
    got = run_onnx(decoder, code=codes[0])
    assert set(got) == {"layer2", "layer3", "reconstruction", "reconstruction_original"}, got.keys()
    for name in ("layer2", "layer3", "reconstruction"):
        close(f"decoder: {name}", got[name], passed[name])


def check_manifold():
    trained("bent", (', scale = "zscore", preprocess = ["log2"]', 'kind = "manifold", code = [3], output = "linear"'), "structure")
    run("export", "bent", "--out", "bent.npz")
    passed, metadata = compare("bent")
    arrays = np.load("bent.npz")
    assert len(arrays["manifold/encoder/landmarks"]) > 0 and len(arrays["manifold/decoder/landmarks"]) > 0
    scores = (scaled_genes(arrays, np.log2(passed["genes"] + 1)) - arrays["manifold/mean"]) @ arrays["manifold/directions"].T
    code = scores[:, :3] + expansion(arrays, "manifold/encoder", scores)
    close("npz: layer1", passed["layer1"], (code - arrays["manifold/nodes/centre"]) @ arrays["manifold/nodes/unmixing"])
    close("npz: reconstruction", passed["reconstruction"], decoded(arrays, passed["layer1"].astype("f8")))
    if metadata is not None:
        assert any(line.startswith("refined codes") for line in json.loads(metadata["lampyris.absent"])), metadata
    with h5py.File("bent/latent.h5ad") as latent:
        refined = latent["obsm/X_layer1"][:]
    decoder, _ = exported("bent", "--part", "decoder")
    if RUNTIME:
        close("refined codes decoded", run_onnx(decoder, code=refined)["reconstruction"], decoded(arrays, refined.astype("f8")))


def hidden_nodes(sums, linear):
    """Of a layer with layer norm and gelu, the last so many of whose nodes are linear."""
    bent = sums[:, : sums.shape[1] - linear]
    if bent.shape[1] == 0:
        return sums
    normed = (bent - bent.mean(1, keepdims=True)) / np.sqrt(bent.var(1, keepdims=True) + 1e-5)
    return np.hstack([normed / 2 * (1 + np.vectorize(math.erf)(normed / math.sqrt(2))), sums[:, bent.shape[1]:]])


def check_normed(name, passed, values, linear):
    """The arrays of a network with layer norm and gelu, and a linear output, by formulae."""
    arrays = np.load(f"{name}.npz")
    assert arrays["layer_norm"] == 1 and arrays["hidden"] == "gelu" and arrays["output"] == "linear"
    last = len(arrays["widths"])
    for dense in range(last + 1):
        sums = values @ arrays[f"dense/{dense}/weights"].astype("f8") + arrays[f"dense/{dense}/bias"]
        values = sums if dense == last else hidden_nodes(sums, linear)
        layer = "reconstruction" if dense == last else f"layer{dense + 1}"
        close(f"npz: {layer} of {name}", passed[layer], values)
    return arrays


def check_residual():
    more = 'widths = [20, 12], hidden = "gelu", output = "linear", layer_norm = true'
    # Without validation samples, which would choose PCA here, with which it begins.
    last_epoch = ("--set", "cohort.validation=0")
    residual = f'kind = "residual", code = [3], {more}'
    trained("added", (', scale = "zscore", preprocess = ["log2"]', residual), "structure", *last_epoch)
    run("export", "added", "--out", "added.npz")
    passed, metadata = compare("added")
    arrays = check_normed("added", passed, scaled_genes(np.load("added.npz"), np.log2(passed["genes"] + 1)), 3)
    assert arrays["kind"] == "residual" and arrays["linear_nodes"] == 3 and list(arrays["widths"]) == [23, 15, 3, 15, 23]
    # What the nonlinear parts add, or the graph would be PCA's.
    assert np.abs(arrays["dense/2/weights"][:12]).max() > 1e-3 and np.abs(arrays["dense/5/weights"][:20]).max() > 1e-3
    if metadata is not None:
        assert metadata["lampyris.kind"] == "residual" and metadata["lampyris.code_layer"] == "3", metadata
        assert any(line.startswith("refined codes") for line in json.loads(metadata["lampyris.absent"])), metadata
    with h5py.File("added/latent.h5ad") as latent:
        refined = latent["obsm/X_layer3"][:]
    encoder, _ = exported("added", "--part", "encoder")
    decoder, _ = exported("added", "--part", "decoder", "--layer", "3")
    if RUNTIME:
        got = run_onnx(encoder, genes=passed["genes"])
        assert set(got) == {"layer1", "layer2", "layer3", "code"}, got.keys()
        close("encoder: code", got["code"], passed["layer3"])
        values = refined.astype("f8")
        for dense in (3, 4, 5):
            sums = values @ arrays[f"dense/{dense}/weights"].astype("f8") + arrays[f"dense/{dense}/bias"]
            values = sums if dense == 5 else hidden_nodes(sums, 3)
        close("refined codes decoded", run_onnx(decoder, code=refined)["reconstruction"], values)
    # Without layer norm, and layer norm without linear nodes.
    trained("elu", ("", 'kind = "residual", code = [4], widths = [16], hidden = "elu", output = "linear"'), "train", *last_epoch)
    compare("elu")
    trained("normed", ("", more))
    run("export", "normed", "--out", "normed.npz")
    passed, _ = compare("normed")
    check_normed("normed", passed, scaled_genes(np.load("normed.npz"), passed["genes"]), 0)


def check_steps():
    steps = 'preprocess = ["tpm", "log2", "expressed=1:0.1", "quantile", "impute=mean", "variable=60", "winsorise=3"]'
    trained("steps", (f', scale = "zscore", {steps}', 'widths = [20, 8], hidden = "elu", output = "linear"'))
    run("export", "steps", "--out", "steps.npz")
    _, metadata = compare("steps")
    assert list(np.load("steps.npz")["preprocessing/steps"])[:2] == ["tpm", "log2"]
    if metadata is not None:
        assert len(json.loads(metadata["lampyris.steps"])) == 7 and metadata["lampyris.steps_before"] == "[]"
        assert len(json.loads(metadata["lampyris.genes"])) == 60
    trained("counts", (', scale = "none", preprocess = ["cpm", "log2", "variance=0.01", "minmax", "zscore=2"]',
                       'widths = [8], hidden = "relu", output = "linear"'))
    compare("counts")
    # What looks at other samples is to be done before: the graph begins behind it.
    trained("batch", (', preprocess = ["log2", "centre=batch"]', "widths = [8]"), "preprocess")
    trained("ranks", (', preprocess = ["log2", "centre=batch", "rank"]', 'widths = [8], hidden = "leaky_relu", output = "linear"'))
    with h5py.File("batch/prepared.h5") as prepared:
        centred = prepared["expression"][:]
    _, metadata = compare("ranks", centred)
    if metadata is not None:
        assert json.loads(metadata["lampyris.steps_before"]) == ["log2", "centre=batch"], metadata
        assert json.loads(metadata["lampyris.steps"]) == ["rank"], metadata


def refused(code, text, *words):
    before = set(os.listdir("."))
    done = subprocess.run([PROGRAM, "export", *words], capture_output=True, text=True, check=False)
    assert done.returncode == code and text in done.stderr, (words, done.returncode, done.stderr)
    assert set(os.listdir(".")) == before, (words, "left something")


def check_files():
    for ending in ("onnx", "npz"):
        for ranks in (1, 3):
            run("export", "plain", "--out", f"of{ranks}.{ending}", ranks=ranks)
        with open(f"of1.{ending}", "rb") as one, open(f"of3.{ending}", "rb") as three:
            assert one.read() == three.read(), f"{ending}: other bytes from 3 ranks"
        run("export", "plain", "--out", f"of1.{ending}")  # what it made it may write over
        with open(f"foreign.{ending}", "w", encoding="utf-8") as file:
            file.write("not ours, and written by somebody")
        refused(2, "lampyris did not make it", "plain", "--out", f"foreign.{ending}")
        refused(3, "nowhere", "plain", "--out", f"nowhere/x.{ending}")
        refused(2, "no model.h5 in it", ".", "--out", f"x.{ending}")
        refused(3, "not a lampyris model", "plain/cohort.h5", "--out", f"x.{ending}")
        run("export", "plain/model.h5", "--out", f"of1.{ending}")
    refused(2, "--layer 4: must be a hidden layer of the model, from 1 to 3", "plain", "--out", "x.onnx", "--layer", "4")
    refused(2, "--part is for --format onnx", "plain", "--out", "x.npz", "--part", "encoder")
    refused(2, "--layer is for --format onnx", "plain", "--out", "x.h5ad", "--layer", "1")
    refused(2, "its ending names no format", "plain", "--out", "x.pt")
    refused(2, "--format", "plain", "--out", "x.onnx", "--format", "tflite")
    refused(2, "--part", "plain", "--out", "x.onnx", "--part", "head")


write_cohort()
check_network()
check_manifold()
check_residual()
check_steps()
check_files()
if RUNTIME:
    print("ONNX in onnxruntime and .npz in NumPy give the program's values")
else:
    print("SKIPPED: ONNX was written, but not run: there is no onnxruntime-node (tests/jobs/export/install_onnxruntime.sh takes it)")
    sys.exit(77)
