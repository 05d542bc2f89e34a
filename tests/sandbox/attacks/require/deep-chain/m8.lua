return require("deep-chain.m9")
