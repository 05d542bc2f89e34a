return require("deep-chain.m2")
