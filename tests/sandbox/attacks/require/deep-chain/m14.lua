return require("deep-chain.m15")
