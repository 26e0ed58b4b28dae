"""Four months of attendance of the sample office, from the machines' files to closed months."""
