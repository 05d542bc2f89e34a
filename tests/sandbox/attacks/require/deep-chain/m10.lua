return require("deep-chain.m11")
