# SPDX-License-Identifier: Apache-2.0
"""check_pca.py COHORT.h5 PCA.h5: exits with 1 unless PCA.h5 (--scale zscore) holds what scikit-learn finds."""
import sys

import h5py
import numpy
import sklearn.decomposition

cohort, pca = h5py.File(sys.argv[1]), h5py.File(sys.argv[2])
values = cohort["expression"][:].astype(float)
spread = values.std(0, ddof=1)
scaled = (values - values.mean(0)) / numpy.where(spread > 0, spread, 1)

count = len(pca["components"])
fit = sklearn.decomposition.PCA(count, svd_solver="full").fit(numpy.clip(scaled, -20, 20))
largest = numpy.abs(fit.components_).argmax(1)
signs = numpy.sign(fit.components_[numpy.arange(count), largest])
components = fit.components_ * signs[:, None]
scores = fit.transform(scaled) * signs

variance = numpy.abs(pca["explained_variance"][:count] / fit.explained_variance_ - 1).max()
cosine = (pca["components"] * components).sum(1).min()
far = numpy.abs(pca["scores"][:] - scores).max() / numpy.abs(scores).max()
share = numpy.abs(
    pca["explained_variance"][:count] / pca.attrs["total_variance"] - fit.explained_variance_ratio_
).max()
print(f"{sys.argv[2]}: variances differ by {variance:.1e}, cosines by {1 - cosine:.1e}, scores by {far:.1e}")
assert list(pca["samples/id"]) == list(cohort["samples/id"])
assert variance < 1e-4 and cosine > 1 - 1e-4 and far < 1e-2 and share < 1e-4
