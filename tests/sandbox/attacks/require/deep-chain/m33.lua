return require("deep-chain.m34")
