"""The models by what they do (detect, segment, matte), their files, and the pool of loaded ones."""
