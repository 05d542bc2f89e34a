return require("deep-chain.m4")
