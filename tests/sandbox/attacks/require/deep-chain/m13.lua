return require("deep-chain.m14")
