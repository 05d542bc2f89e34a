return require("deep-chain.m13")
