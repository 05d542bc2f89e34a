return require("deep-chain.m25")
