return require("deep-chain.m17")
