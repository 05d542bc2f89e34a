return require("deep-chain.m16")
