return require("deep-chain.m7")
