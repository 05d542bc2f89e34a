return require("deep-chain.m1")
