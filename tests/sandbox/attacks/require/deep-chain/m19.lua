return require("deep-chain.m20")
