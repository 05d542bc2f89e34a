return require("deep-chain.m3")
