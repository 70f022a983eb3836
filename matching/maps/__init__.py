"""The stored maps of the catalogue, and the job that draws them."""
