# SPDX-License-Identifier: Apache-2.0
# normalizeQuantiles of limma and ComBat of sva on a matrix of doubles, genes × samples, that the test wrote.
# usage: Rscript reference.R DIRECTORY GENES SAMPLES; exits with 77 where limma or sva is not installed
arguments <- commandArgs(trailingOnly = TRUE)
if (!requireNamespace("limma", quietly = TRUE) || !requireNamespace("sva", quietly = TRUE)) quit(status = 77)
genes <- as.integer(arguments[2])
samples <- as.integer(arguments[3])
there <- function(name) file.path(arguments[1], name)
values <- matrix(readBin(there("values.bin"), "double", genes * samples), nrow = genes)
batch <- paste0("b", (seq_len(samples) - 1) %% 3)
age <- ((seq_len(samples) - 1) * 7) %% 11
writeBin(as.vector(limma::normalizeQuantiles(values)), there("quantile.bin"))
complete <- values
complete[is.na(complete)] <- 0
adjusted <- suppressMessages(sva::ComBat(complete, batch, mod = model.matrix(~ age)))
writeBin(as.vector(adjusted), there("combat.bin"))
