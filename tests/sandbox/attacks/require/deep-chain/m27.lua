return require("deep-chain.m28")
