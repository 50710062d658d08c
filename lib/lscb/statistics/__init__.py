"""Statistics as public health uses them: arrays in, arrays out, nothing about boards."""
